/** How bad it is that a parameter will be gone. What is kept as a SecureString is mostly a credential that something logs in with. */
export function severityFor(parameterType: string | undefined): "HIGH" | "MEDIUM" {
  return parameterType === "SecureString" ? "HIGH" : "MEDIUM";
}
