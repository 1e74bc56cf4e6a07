/**
 * How much of anything is shown, kept or stored. Nothing that comes from outside (a program, a server, a file of the
 * checked-out code) may decide how long a reason, a log, a report or a summary gets.
 */
export const LIMITS = {
  /** Characters of a failure's message and of its hint. */
  reason: 2000,
  /** Characters of an input's value in a message. */
  value: 300,
  /** Problems of inputs that the one line of a failure names. */
  problems: 20,
  /** Problems of inputs that the summary lists. */
  listedProblems: 100,
  /** Lines of evidence below a failure, and characters of each. */
  details: 200,
  detail: 2000,
  /** Characters of a line that a program prints; what is beyond is left out. */
  programLine: 1_048_576,
  /** Characters of standard error that are kept of a program, from its start and from its end. */
  programText: 4_194_304,
  /** Characters of a line in the log, and of all lines of a phase. */
  logLine: 16_384,
  log: 8_388_608,
  /** Characters of one text of the report, and of all of them. */
  reportText: 32_768,
  report: 4_194_304,
  /** Bytes of the step summary: GitHub drops a larger one whole. */
  summary: 1_048_576,
  /** Bytes of it in the log of a runner that shows none. */
  logSummary: 65_536,
  /** Annotations of one level: GitHub shows this many for a step and drops the rest without a word. */
  annotations: 10,
  /** Bytes of a file that is read as text, and of any that is read whole. */
  textFile: 268_435_456,
  file: 2_147_483_646,
  /** Bytes of the config file. */
  config: 262_144,
} as const;
