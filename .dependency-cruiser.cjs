/**
 * Who may import whom: §3 of the design, as rules. `npm run check` and the tests run them.
 *
 * Paths are relative to the kit's root. A rule's comment is what its violation says, so it names the way out. Imports of
 * types count like any others: a type that is known is a folder that is known.
 */

const tests = '[.]test([.]|-helper[.])ts$';
const testTools = '^node_modules/(vitest|fast-check)/';
const contract = '^skeleton/contract/';

module.exports = {
  forbidden: [
    {
      name: 'contract-imports-nothing',
      comment: 'The contract is given to students as it is. It imports nothing but its own files.',
      severity: 'error',
      from: { path: contract },
      to: { pathNot: contract },
    },
    {
      name: 'reference-imports-only-the-contract',
      comment: 'The reference is a Raft like any other: it imports the contract and its own files.',
      severity: 'error',
      from: { path: '^reference/', pathNot: tests },
      to: { pathNot: ['^reference/', contract] },
    },
    {
      name: 'skeleton-imports-only-the-contract',
      comment:
        'The skeleton is what a student begins with: it imports the contract and its own files.',
      severity: 'error',
      from: { path: '^skeleton/', pathNot: [contract, tests] },
      to: { pathNot: '^skeleton/' },
    },
    {
      name: 'tests-of-a-raft-stay-beside-it',
      comment:
        'The tests of reference and skeleton use vitest, fast-check and the files beside them.',
      severity: 'error',
      from: { path: `^(reference|skeleton)/.*${tests}` },
      to: { pathNot: ['^$1/', contract, testTools, '^(fs|path|url)$'] },
    },
    {
      name: 'engine-knows-no-implementation',
      comment:
        'The engine loads a submission by its path. Of skeleton/ it may import only contract/.',
      severity: 'error',
      from: { path: '^grader/', pathNot: ['^grader/exam/', tests] },
      to: { path: '^(reference|skeleton)/', pathNot: contract },
    },
    {
      name: 'only-entry-points-know-the-labs',
      comment:
        'The engine is given labs as data. Only its programs (cli/, exam/, handout/, bench/) import labs/.',
      severity: 'error',
      from: { path: '^grader/', pathNot: ['^grader/(cli|exam|handout|bench)/', tests] },
      to: { path: '^labs/' },
    },
    {
      name: 'labs-use-the-public-door',
      comment: 'A lab imports grader/index.ts, the contract and labs/. Export there what it needs.',
      severity: 'error',
      from: { path: '^labs/', pathNot: ['^labs/suite[.]ts$', tests] },
      to: { pathNot: ['^labs/', '^grader/index[.]ts$', contract] },
    },
    {
      name: 'lab-suites-use-the-public-door',
      comment: 'The vitest suites of the labs import what a lab imports, and vitest.',
      severity: 'error',
      from: { path: `^labs/.*${tests}` },
      to: { pathNot: ['^labs/', '^grader/index[.]ts$', contract, testTools] },
    },
    {
      name: 'the-suite-explains-failures',
      comment:
        'labs/suite.ts also has failures explained. It takes that from its file, not from the public door: whatever is behind the door goes into the processes that play.',
      severity: 'error',
      from: { path: '^labs/suite[.]ts$' },
      to: {
        pathNot: ['^labs/', '^grader/(index|conformance/explained)[.]ts$', contract, testTools],
      },
    },
    {
      name: 'labs-do-not-know-each-other',
      comment: 'What two labs share belongs into a file directly in labs/.',
      severity: 'error',
      from: { path: '^labs/([^/]+)/' },
      to: { path: '^labs/[^/]+/', pathNot: '^labs/$1/' },
    },
    {
      name: 'sim-writes-traces',
      comment: 'The simulator knows the contract and the trace, and nobody who reads it.',
      severity: 'error',
      from: { path: '^grader/sim/' },
      to: { path: '^(grader|labs)/', pathNot: '^grader/(sim|trace)/' },
    },
    {
      name: 'checkers-judge-traces',
      comment: 'A checker is a function of the trace: it imports grader/trace and the contract.',
      severity: 'error',
      from: { path: '^grader/checkers/', pathNot: tests },
      to: { pathNot: ['^grader/(checkers|trace)/', contract] },
    },
    {
      name: 'checkers-are-tested-on-traces',
      comment: 'The tests of checkers use traces as well, not the simulator.',
      severity: 'error',
      from: { path: `^grader/checkers/.*${tests}` },
      to: { pathNot: ['^grader/(checkers|trace)/', contract, testTools] },
    },
    {
      name: 'trace-knows-only-the-contract',
      comment:
        'Everybody reads traces, so grader/trace imports nothing of the kit but the contract.',
      severity: 'error',
      from: { path: '^grader/trace/' },
      to: { path: '^(grader|labs)/', pathNot: '^grader/trace/' },
    },
    {
      name: 'sandbox-knows-only-the-contract',
      comment: 'Bundling and loading a submission needs nothing of the kit but the contract.',
      severity: 'error',
      from: { path: '^grader/sandbox/', pathNot: tests },
      to: { path: '^(grader|labs)/', pathNot: '^grader/sandbox/' },
    },
    {
      name: 'report-only-tells',
      comment: 'A report puts traces and results into words. It plays nothing and loads nothing.',
      severity: 'error',
      from: { path: '^grader/report/', pathNot: tests },
      to: {
        path: '^(grader|labs)/',
        pathNot: '^grader/((report|trace|checkers)/|run/(grade|verdict)[.]ts$)',
      },
    },
    {
      name: 'formats-only-write',
      comment: 'A format is a function of stored results. It grades nothing and plays nothing.',
      severity: 'error',
      from: { path: '^grader/formats/', pathNot: tests },
      to: {
        path: '^(grader|labs|reference|skeleton)/',
        pathNot: '^grader/(formats/|run/(grade|verdict)[.]ts$)',
      },
    },
    {
      name: 'a-class-is-many-gradings',
      comment: 'Grading a class uses the engine by its doors: runs, the sandbox, reports, formats.',
      severity: 'error',
      from: { path: '^grader/class/', pathNot: tests },
      to: { path: '^(grader|labs)/', pathNot: '^grader/(class|run|sandbox|report|formats)/' },
    },
    {
      name: 'tla-knows-no-raft',
      comment: 'The TLA+ evaluator is for any specification: it imports nothing of the kit.',
      severity: 'error',
      from: { path: '^grader/tla/' },
      to: { path: '^(grader|labs|reference|skeleton)/', pathNot: '^grader/tla/' },
    },
    {
      name: 'tlc-is-a-tool',
      comment: 'Running TLC needs the checker of our own, and nothing that plays or judges a Raft.',
      severity: 'error',
      from: { path: '^grader/tlc/', pathNot: tests },
      to: { path: '^(grader|labs|reference|skeleton)/', pathNot: '^grader/(tlc|tla)/' },
    },
    {
      name: 'conformance-compares-steps',
      comment:
        'Steps are compared with the specification one by one: no run is played, no lab known.',
      severity: 'error',
      from: { path: '^grader/conformance/', pathNot: tests },
      to: {
        path: '^(grader|labs)/',
        pathNot: '^grader/((conformance|trace|sim|checkers|tla|tlc)/|run/schedule[.]ts$)',
      },
    },
    {
      name: 'a-panel-is-many-runs',
      comment: 'A trial plays runs and tells of them. It is given its Rafts, and knows no lab.',
      severity: 'error',
      from: { path: '^grader/panel/', pathNot: tests },
      to: { path: '^(grader|labs)/', pathNot: '^grader/(panel|run|sandbox|report)/' },
    },
    {
      name: 'nobody-imports-programs',
      comment:
        'grader/cli, exam, handout and bench are at the top: the engine does not import them.',
      severity: 'error',
      from: { path: '^(grader|labs)/', pathNot: ['^grader/(cli|exam|handout|bench)/', tests] },
      to: { path: '^grader/(cli|exam|handout|bench)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file and it imports nobody. Use it or delete it.',
      severity: 'error',
      // What a student will need stands ready in the skeleton.
      from: { orphan: true, pathNot: '^skeleton/' },
      to: {},
    },
    {
      name: 'nobody-imports-tests',
      comment: 'What a test shares with others belongs into a file of its own that is no test.',
      severity: 'error',
      from: {},
      to: { path: '[.]test[.]ts$' },
    },
    {
      name: 'no-tools-of-development',
      comment: 'What runs outside of the tests must be among `dependencies` of package.json.',
      severity: 'error',
      from: { path: '^grader/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-what-package-json-names',
      comment:
        'Every package stands in package.json with its exact version: npm install -E <name>.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-is-found',
      comment: 'There is no such file or package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|results|coverage|docs)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
