// Plain `npx cucumber-js` on the sources. Every scenario goes through the same replayer and judge as
// `frostproof run`; here only cucumber's own formatters report.

// ts-node takes a target it does not know, such as the es2023 of tsconfig.json, for es3.
process.env.TS_NODE_COMPILER_OPTIONS ??= '{"target":"es2022"}'

export default {
  loader: ['ts-node/esm'],
  import: ['harness/cucumber/bridge.ts'],
  paths: ['features/**/*.feature'],
  format: ['progress'],
}
