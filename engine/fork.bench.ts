// The cost of a fork against that of building the same world, and how it grows with what is written.

import { createWorld, DEFAULT_VOLUMES, forkWorld, type World, writeWholeFile } from './index.js'

const FORKS = 200
const DIRTY_MEGABYTES = 64

export function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const built = time(20, () => void freshWorld())
  const world = freshWorld()
  for (let warm = 0; warm < 20; warm++) forkWorld(world)
  const clean = time(FORKS, () => void forkWorld(world))
  dirty(world)
  const written = time(FORKS, () => void forkWorld(world))
  const row = (name: string, ratio: number, text: string) => ({ name, ratio, text })
  return Promise.resolve([
    row(
      'a fork of a healthy server over building it',
      clean / built,
      `${clean.toFixed(3)} ms over ${built.toFixed(3)} ms`,
    ),
    row(
      `a fork with ${DIRTY_MEGABYTES} MB written over one without`,
      written / clean,
      `${written.toFixed(3)} ms over ${clean.toFixed(3)} ms`,
    ),
  ])
}

function freshWorld(): World {
  return createWorld({
    seed: 1,
    trace: false,
    machines: [
      {
        name: 'SRV01',
        platform: 'on-premises',
        hardware: 'A',
        siteZone: 'UTC',
        windowsDrive: 'C',
        scratchDrive: 'S',
        volumes: DEFAULT_VOLUMES,
      },
    ],
  })
}

function dirty(world: World): void {
  const volume = world.machines.get('SRV01')?.volumes.get('X:')
  const content = new Uint8Array(1024 * 1024).fill(7)
  if (volume !== undefined)
    for (let index = 0; index < DIRTY_MEGABYTES; index++)
      writeWholeFile(volume, `bulk\\${index}.bin`, content)
}

function time(rounds: number, act: () => void): number {
  const startedAt = performance.now()
  for (let count = 0; count < rounds; count++) act()
  return (performance.now() - startedAt) / rounds
}
