import type { RecordHeader } from '../model/record.js'

/** The one command that runs a scenario again: that of the run, narrowed to the scenario's clauses. */
export function reproduceCommand(
  { run }: Pick<RecordHeader, 'run'>,
  scenario: { readonly clauses: readonly string[]; readonly uri: string },
): string {
  const clauses = scenario.clauses.filter((id) => /^[\w.:-]+$/.test(id))
  const narrowed = clauses.slice(0, 1).map((id) => ['--clause', id])
  if (narrowed.length === 0) return run.reproduce
  const words = [
    'npx frostproof run',
    ...kept(run.reproduce),
    ...narrowed.flat(),
    '--seed',
    run.seed,
  ]
  return words.join(' ')
}

/** The options that say what is run against; what narrows the run is left out. */
function kept(command: string): string[] {
  const pattern =
    /--(?:target|server|image|features|scenarios)(?:=|\s+)(?:"[^"]*"|'[^']*'|[^\s"']+)/g
  return command.match(pattern) ?? []
}
