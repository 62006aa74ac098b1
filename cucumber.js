// Plain `npx cucumber-js` on the sources. Every scenario goes through the same replayer and judge as
// `frostproof run`; here only cucumber's own formatters report.
export default {
  loader: ['ts-node/esm'],
  import: ['harness/cucumber/bridge.ts'],
  paths: ['features/**/*.feature'],
  format: ['progress'],
}
