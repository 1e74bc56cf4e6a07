/** A function with `statements` statements. */
export function goFunction(name: string, statements: number): string {
  const lines = Array.from({ length: statements - 1 }, (_, index) => `\tx += ${index}\n`);
  return `func ${name}(x int) int {\n${lines.join('')}\treturn x\n}\n`;
}

/** A package whose tests cover exactly `covered` of `statements` statements. */
export function coveredPackage(covered: number, statements: number): Readonly<Record<string, string>> {
  const parts = [
    ...(covered > 0 ? [goFunction('Hit', covered)] : []),
    ...(statements > covered ? [goFunction('Missed', statements - covered)] : []),
  ];
  const call = covered > 0 ? 'Hit(1)' : '_ = t';
  return {
    'a/a.go': `package a\n\n${parts.join('\n')}`,
    'a/a_test.go': `package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\t${call}\n}\n`,
  };
}

/** A test file with one test. */
export function goTest(packageName: string, name: string, body: string): string {
  return `package ${packageName}\n\nimport "testing"\n\nfunc ${name}(t *testing.T) {\n\t${body}\n}\n`;
}
