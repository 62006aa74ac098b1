import {
  type Machine,
  type Process,
  type ShellAnswer,
  startLine,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import { done } from '../../../model/reply.js'
import { type Handlers, machineOf } from './handler.js'

export const shellHandlers: Handlers<'shell.run' | 'shell.watch'> = {
  *'shell.run'(context, params) {
    const answer = yield* run(machineOf(context, params.server), params)
    return done({ exitCode: answer.exitCode, text: answer.text, rows: answer.rows })
  },
  *'shell.watch'(context, params) {
    const { sim } = context.world
    const states: string[] = []
    const progress: number[] = []
    for (let time = 0; time < params.times; time++) {
      if (time > 0) yield (sim.now + params.everySeconds * 1_000_000) as typeof sim.now
      const row = (yield* run(machineOf(context, params.server), params)).rows[0]
      states.push(String(row?.['JobState'] ?? ''))
      progress.push(Number(row?.['Progress'] ?? 0))
    }
    return done({ states, progress })
  },
}

function* run(
  machine: Machine,
  { shell, elevated, line }: Pick<FullParams<'shell.run'>, 'shell' | 'elevated' | 'line'>,
): Process<ShellAnswer> {
  const started = startLine(machine, { shell, elevated, line })
  return 'exitCode' in started ? started : yield* started
}
