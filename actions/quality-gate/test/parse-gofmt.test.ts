import { describe, expect, it } from 'vitest';
import { parseGofmtDiff } from '../src/conditions/gofmt/parse-diff.ts';

const DIFF = `diff a/d.go.orig a/d.go
--- a/d.go.orig
+++ a/d.go
@@ -1,5 +1,7 @@
 package d
+
 import "fmt"
-func  D( ) {
-fmt.Printf("%d", "x")
+
+func D() {
+	fmt.Printf("%d", "x")
 }
@@ -20,3 +22,3 @@
 x
-y 
+y
 z
diff e f.go.orig e f.go
--- e f.go.orig	2026-01-01
+++ e f.go	2026-01-01
@@ -4 +4 @@
-a:=1
+a := 1
\\ No newline at end of file
`;

describe('the diffs of gofmt', () => {
  it('give each file with the first line that would change', () => {
    expect(parseGofmtDiff(DIFF)).toEqual({
      differences: [
        { file: 'a/d.go', line: 2, changes: 8 },
        { file: 'e f.go', line: 4, changes: 2 },
      ],
      strange: undefined,
    });
  });

  it('may hold lines that look like headers', () => {
    const text = '--- a.go.orig\n+++ a.go\n@@ -1,2 +1,2 @@\n--- x\n+-- x\n same\n';
    expect(parseGofmtDiff(text)).toEqual({
      differences: [{ file: 'a.go', line: 1, changes: 2 }],
      strange: undefined,
    });
  });

  it.each([
    ['more lines out than in', '@@ -1,3 +1,2 @@\n+y\n x\n-a\n-b\n'],
    ['more lines that stay than come', '@@ -1,3 +1,2 @@\n x\n y\n-a\n'],
    ['more lines in than out', '@@ -1,2 +1,3 @@\n-y\n x\n+a\n+b\n'],
    ['an empty line without its blank, then one less', '@@ -1,2 +1,1 @@\n\n-a\n'],
    ['an empty line without its blank, then one more', '@@ -1,1 +1,2 @@\n\n+a\n'],
  ])('end where their head says, with %s', (_, hunk) => {
    const text = `--- a.go.orig\n+++ a.go\n${hunk}`;
    expect(parseGofmtDiff(text)).toMatchObject({ differences: [{ file: 'a.go' }], strange: undefined });
    expect(parseGofmtDiff(`${text}oops\n`).strange).toBe('oops');
  });

  it('point to the first line where they break off behind their head', () => {
    expect(parseGofmtDiff('--- a.go.orig\n+++ a.go\n').differences).toEqual([
      { file: 'a.go', line: 1, changes: 0 },
    ]);
  });

  it('are nothing for formatted code', () => {
    expect(parseGofmtDiff('')).toEqual({ differences: [], strange: undefined });
  });

  it('are told from other output', () => {
    expect(parseGofmtDiff('Segmentation fault\n').strange).toBe('Segmentation fault');
    expect(parseGofmtDiff(`${DIFF}oops\n`).strange).toBe('oops');
  });
});
