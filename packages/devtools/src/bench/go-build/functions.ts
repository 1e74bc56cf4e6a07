/** The text of a package whose functions give the compiler something to do. */
export function functions(name: string, count: number, salt: string): string {
  const bodies = Array.from({ length: count }, (_, index) => {
    const steps = Array.from(
      { length: 12 },
      (_, step) =>
        `\tif n%${step + 2} == ${index % (step + 2)} {\n\t\ttext += table[n%len(table)]\n\t\tn += ${step + index}\n\t}`,
    );
    return `func F${index}(n int) int {\n\ttable := []string{"a${salt}", "b", "c"}\n\ttext := ""\n${steps.join('\n')}\n\treturn n + len(text)\n}`;
  });
  return `package ${name}\n\n${bodies.join('\n\n')}\n`;
}
