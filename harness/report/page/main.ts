// Where the script of every page starts; the page says which one it is.

import { startExploration, startMatrix, startTimelines } from './other-pages.js'
import { startReport } from './report-page.js'

const PAGES: Readonly<Record<string, () => Promise<void>>> = {
  report: startReport,
  timelines: startTimelines,
  exploration: startExploration,
  matrix: startMatrix,
}

const start = PAGES[document.body.dataset['page'] ?? '']

function say(error: unknown): void {
  const note = document.createElement('p')
  note.className = 'nothing'
  note.setAttribute('role', 'alert')
  note.textContent = `This page cannot show its data: ${String(error)}. It needs a browser of 2023 or newer; summary.md and report.json say the same.`
  document.querySelector('main')?.prepend(note)
}

if (start !== undefined) start().catch(say)
