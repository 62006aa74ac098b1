// What planning one statement needs: tables by their names, common table expressions, and the tables
// that must be read before anything is evaluated.

import type { Frame, Row, Scope, Services, Subplan } from '../expression/context.js'
import type {
  CommonTable,
  ObjectName,
  Query,
  TableReference,
  TableVariable,
} from '../parse/tree.js'
import { fail } from '../value/failure.js'
import type { Leaf, TableAccess } from './leaf.js'
import { collectNow, type Pause, type Plan, type PlanColumn, type Work } from './plan.js'
import { compileQuery } from './query.js'
import { recursivePlan } from './recursive.js'

/** What the planner asks of the storage. */
export interface Tables {
  open(reference: TableReference): TableAccess
  openVariable(variable: TableVariable): TableAccess
  /** The query behind a view, in the database that it is in. */
  view(name: ObjectName): { readonly query: Query; readonly columns: readonly string[] } | undefined
}

export type CommonPlan = (outer: Scope | undefined) => Plan

/** Views and queries within one another. */
const DEPTH_MAX = 32

export class Planner {
  readonly services: Services
  readonly tables: Tables
  readonly work: Work
  /** True inside of an expression, where nothing can wait. */
  readonly isNested: boolean
  readonly #leaves: Leaf[]
  readonly #common: ReadonlyMap<string, CommonPlan>
  readonly #depth: number

  constructor(
    base: { readonly services: Services; readonly tables: Tables; readonly work: Work },
    more: {
      readonly isNested?: boolean
      readonly leaves?: Leaf[]
      readonly common?: ReadonlyMap<string, CommonPlan>
      readonly depth?: number
    } = {},
  ) {
    const { services } = base
    this.services = {
      session: services.session,
      now: services.now,
      variable: (name) => services.variable(name),
      global: (name) => services.global(name),
      caught: () => services.caught(),
      subquery: (query, outer) => this.subquery(query, outer),
    }
    this.tables = base.tables
    this.work = base.work
    this.isNested = more.isNested ?? false
    this.#leaves = more.leaves ?? []
    this.#common = more.common ?? new Map()
    this.#depth = more.depth ?? 0
    if (this.#depth > DEPTH_MAX)
      fail(
        217,
        `Maximum stored procedure, function, trigger, or view nesting level exceeded (limit ${DEPTH_MAX}).`,
      )
  }

  /** The same, with queries that have names. */
  with(tables: readonly CommonTable[]): Planner {
    let planner: Planner = this
    for (const table of tables) {
      const before = planner
      const plan: CommonPlan = (outer) => {
        const recursive = recursivePlan(table, before, outer)
        return recursive ?? named(before.deeper().query(table.query, outer), table)
      }
      const common = new Map(before.#common)
      common.set(table.name.toLowerCase(), plan)
      planner = before.#copy({ common })
    }
    return planner
  }

  withPlan(name: string, plan: CommonPlan): Planner {
    const common = new Map(this.#common)
    common.set(name.toLowerCase(), plan)
    return this.#copy({ common })
  }

  nested(): Planner {
    return this.#copy({ isNested: true })
  }

  deeper(): Planner {
    return this.#copy({ depth: this.#depth + 1 })
  }

  #copy(more: {
    isNested?: boolean
    common?: ReadonlyMap<string, CommonPlan>
    depth?: number
  }): Planner {
    const all = { isNested: this.isNested, common: this.#common, depth: this.#depth, ...more }
    return new Planner(this, { ...all, leaves: this.#leaves })
  }

  commonTable(name: string): CommonPlan | undefined {
    return this.#common.get(name.toLowerCase())
  }

  view(name: ObjectName): Plan | undefined {
    const view = this.tables.view(name)
    if (view === undefined) return undefined
    const plan = new Planner(this, {
      isNested: this.isNested,
      leaves: this.#leaves,
      depth: this.#depth + 1,
    }).query(view.query, undefined)
    return renamed(plan, view.columns)
  }

  table(reference: TableReference): TableAccess {
    return this.tables.open(reference)
  }

  tableVariable(variable: TableVariable): TableAccess {
    return this.tables.openVariable(variable)
  }

  addLeaf(leaf: Leaf): void {
    if (!this.isNested) return
    leaf.spoolLater()
    this.#leaves.push(leaf)
  }

  query(query: Query, outer: Scope | undefined): Plan {
    return compileQuery(query, this, outer)
  }

  /** A query inside of an expression. Its tables are read by `prepare`, before it is asked. */
  subquery(query: Query, outer: Scope): Subplan {
    let isCorrelated = false
    const scope: Scope = { columns: [], outer, onOuter: () => (isCorrelated = true) }
    const plan = this.nested().deeper().query(query, scope)
    let known: Row[] | undefined
    return {
      columns: plan.columns,
      rows: (frame: Frame) => {
        if (isCorrelated) return collectNow(plan, { row: [], outer: frame })
        known ??= collectNow(plan, { row: [], outer: frame })
        return known
      },
    }
  }

  /** Reads what queries inside of expressions will look at. */
  *prepare(): Generator<Pause> {
    for (const leaf of this.#leaves) yield* leaf.load()
  }
}

function named(plan: Plan, { name, columns }: CommonTable): Plan {
  if (columns.length > 0 && columns.length !== plan.columns.length)
    fail(
      columns.length > plan.columns.length ? 8158 : 8159,
      `'${name}' has ${columns.length < plan.columns.length ? 'more' : 'fewer'} columns than were specified in the column list.`,
    )
  return renamed(plan, columns)
}

export function renamed(plan: Plan, names: readonly string[]): Plan {
  if (names.length === 0) return plan
  const columns = plan.columns.map(
    (column, index): PlanColumn => ({ ...column, name: names[index] ?? column.name }),
  )
  return { columns, rows: (outer) => plan.rows(outer) }
}
