import { declaredTests, findAbsentTests } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

const SOURCE = `package a_test

import "testing"

func TestMain(m *testing.M) { m.Run() }

func Test(t *testing.T) {}

func TestOne(t *testing.T) {
	helper := func TestNot(t *testing.T) {}
}

func Test_two(t *testing.T) {}

func Testing(t *testing.T) {}

func TestÄ(t *testing.T) {}

func Testä(t *testing.T) {}

func (s *Suite) TestMethod() {}

func FuzzThree(f *testing.F) {}

func BenchmarkFour(b *testing.B) {}

// func TestComment(t *testing.T) {}

var _ = \`
func TestString(t *testing.T) {}
\`

func ExampleRun() {
	println(1)
	// Output:
	// 1
}

func ExampleUnordered() {
	println(1)

	// Unordered output: 1

}

func Exampleish() {
	println(1)
	// Output: 1
}

func helper() {
	println(1)
	// Output: 1
}

func ExampleCompiled() {
	println(1)
}

func ExampleTalk() {
	println(1)
	// a comment
	// Output: none
}

func ExampleLater() {
	// Output: 1
	println(1)
}

func ExampleArgument(x int) {
	// Output: 1
}
`;

describe('the tests of a test file', () => {
  it('are those that go test runs', () => {
    expect(declaredTests(SOURCE)).toEqual([
      'Test',
      'TestOne',
      'Test_two',
      'TestÄ',
      'FuzzThree',
      'ExampleRun',
      'ExampleUnordered',
    ]);
  });
});

describe('tests that did not begin', () => {
  const test = (name: string) => ({ package: 'm/a', name, outcome: 'pass', seconds: 0, output: [] }) as const;
  const declared = [{ package: 'm/a', tests: ['TestA', 'TestB', 'TestA'] }];

  it('are named by package', () => {
    expect(findAbsentTests({ tests: [test('TestA'), test('TestA')] }, declared)).toEqual([
      { package: 'm/a', tests: ['TestB'] },
    ]);
  });

  it('are counted where the package and its test package have one of the same name', () => {
    expect(findAbsentTests({ tests: [test('TestA'), test('TestB')] }, declared)).toEqual([
      { package: 'm/a', tests: ['TestA'] },
    ]);
  });

  it('are none where all have begun, however often', () => {
    const tests = ['TestA', 'TestA', 'TestA', 'TestB', 'TestOther'].map(test);
    expect(findAbsentTests({ tests }, declared)).toEqual([]);
  });

  it('are not made up for by a subtest or by another package', () => {
    const other = { ...test('TestB'), package: 'm/b' };
    const tests = [test('TestA'), test('TestA'), test('TestA/TestB'), other];
    expect(findAbsentTests({ tests }, declared)).toEqual([{ package: 'm/a', tests: ['TestB'] }]);
  });
});
