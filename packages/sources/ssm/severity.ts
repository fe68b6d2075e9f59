/** How bad the loss of a parameter is. A SecureString is usually a credential that something uses to log in. */
export function severityFor(parameterType: string | undefined): "HIGH" | "MEDIUM" {
  return parameterType === "SecureString" ? "HIGH" : "MEDIUM";
}
