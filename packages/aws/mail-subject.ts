/** The subject of a mail, as SNS takes it. */
import { ascii, cut } from "@tocsin/core/text/ascii";

/** SNS refuses a subject of 100 characters and more, or of others than ASCII. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;

export function mailSubject(text: string): string {
  return cut(ascii(text), SUBJECT_LIMIT);
}
