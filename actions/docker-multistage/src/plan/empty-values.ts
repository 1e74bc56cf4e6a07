/** Lines of NAME=VALUE without a value, a sentence each: they may be meant, or be what a mistyped output left. Pure. */
export function tellEmptyValues(
  given: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>,
): readonly string[] {
  return Object.entries(given).flatMap(([input, lines]) =>
    Object.entries(lines ?? {}).flatMap(([name, value]) =>
      value.trim() === ''
        ? [`${input}: ${name} has no value (an expression with a mistyped name is empty)`]
        : [],
    ),
  );
}
