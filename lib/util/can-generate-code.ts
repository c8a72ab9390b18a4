// Whether code may be made from strings.

/** False where a policy forbids it, such as `--disallow-code-generation-from-strings`. */
export function canGenerateCode(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
