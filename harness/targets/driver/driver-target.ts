// A vendor's program as a target. What it answers is checked before anybody believes it: against
// the protocol, and each reply against the schema of its own command.

import type { CommandName } from '../../model/commands.js'
import type { Reply } from '../../model/reply.js'
import type { TargetDescription } from '../../model/target-description.js'
import type { OpenOptions, Request, Session, SessionEnd, Target } from '../target.js'
import { parseCommandLine } from './command-line.js'
import { ANSWER_MS_MAX, GOODBYE_MS_MAX, LINE_BYTES_MAX, START_MS_MAX } from './limits.js'
import { type Abandonable, Program } from './program.js'
import type { MethodResult } from './protocol.js'
import { checkReply } from './reply.js'

export interface DriverOptions {
  /** Where the program's log goes; standard error when left out. */
  readonly log?: (text: string) => void
  /** How long an answer may take on the clock on the wall. */
  readonly answerMs?: number
  /** How long it may take to start and describe itself. */
  readonly startMs?: number
  /** How long it may take to end after `close`. */
  readonly goodbyeMs?: number
  readonly lineBytesMax?: number
}

/** Starts the program of a command line and asks it who it is. */
export async function driverTarget(
  commandLine: string,
  options: DriverOptions = {},
): Promise<Target> {
  const program = new Program({
    commandLine,
    words: parseCommandLine(commandLine),
    log: options.log ?? ((text) => process.stderr.write(text)),
    answerMs: options.answerMs ?? ANSWER_MS_MAX,
    startMs: options.startMs ?? START_MS_MAX,
    goodbyeMs: options.goodbyeMs ?? GOODBYE_MS_MAX,
    lineBytesMax: options.lineBytesMax ?? LINE_BYTES_MAX,
  })
  try {
    const description = describe(await program.start())
    return {
      description,
      open: (opening) => open(program, opening),
      close: () => program.close(),
    }
  } catch (error) {
    await program.close()
    throw error
  }
}

function describe(said: MethodResult<'describe'>): TargetDescription {
  const { name, version, capabilities, deterministic } = said
  return { kind: 'driver', name, version, capabilities, deterministic }
}

async function open(program: Program, options: OpenOptions): Promise<Session> {
  const session = new DriverSession(program)
  await program.readyFor(session)
  await session.open(options)
  return session
}

class DriverSession implements Session, Abandonable {
  readonly #program: Program
  /** The command under each task name: its schema is what the collected reply must fit. */
  readonly #tasks = new Map<string, CommandName>()
  #id: string | undefined

  constructor(program: Program) {
    this.#program = program
  }

  async open({ topology, seed, trace }: OpenOptions): Promise<void> {
    const { session } = await this.#program.ask('open', { topology, seed, trace })
    this.#id = session
  }

  async perform({ command, params, session: task, at }: Request): Promise<Reply> {
    if (task !== undefined) this.#tasks.set(task, command)
    const { sent, result } = await this.#program.call('perform', {
      session: this.#openId(),
      command,
      params,
      ...(task === undefined ? {} : { task }),
      ...(at === undefined ? {} : { at }),
    })
    return this.#checked(
      { asked: command, command: task === undefined ? command : undefined },
      sent,
      result,
    )
  }

  async collect(task: string): Promise<Reply> {
    const { sent, result } = await this.#program.call('collect', { session: this.#openId(), task })
    return this.#checked({ asked: `collect ${task}`, command: this.#tasks.get(task) }, sent, result)
  }

  finish(): Promise<SessionEnd> {
    const session = this.#openId()
    this.#id = undefined
    return this.#program.ask('finish', { session })
  }

  /** Finishes what nobody waits for any more; how it ended is nobody's concern. */
  async abandon(): Promise<void> {
    if (this.#id !== undefined) await this.finish().catch(() => {})
  }

  #checked(
    { asked, command }: { asked: string; command: CommandName | undefined },
    sent: string,
    result: unknown,
  ): Reply {
    const checked = checkReply(command, result)
    if ('reply' in checked) return checked.reply
    throw this.#program.violation(asked, { ...checked, sent, result })
  }

  #openId(): string {
    if (this.#id === undefined || !this.#program.isCurrent(this))
      throw new Error('the session of the driver is over, or was never opened')
    return this.#id
  }
}
