/** Of mjml, which has no types of its own, what is used here. */
declare module "mjml" {
  export default function mjml2html(
    mjml: string,
    options: { readonly validationLevel: "strict"; readonly keepComments: boolean },
  ): Promise<{ readonly html: string; readonly errors: readonly { readonly formattedMessage: string }[] }>;
}
