// What a game says so that a client can run its own avatar ahead of the server: the very functions that its step uses, and
// which fields of the owner record they are about. Read by the client SDK (`Room.predict`).

import type { CommandTable } from './command-table.js'
import type { Table } from './table.js'

/**
 * How one type of avatar is predicted. `take` and `step` see a table with that one avatar in it: its owner record, and
 * local columns as `take` and `step` left them. They must end in the same bits as the server's step: `+ - * /` and
 * `simmath`, nothing that clients do not have.
 *
 * @typeParam T - the generated table of the avatar
 * @typeParam C - the generated command table
 * @typeParam P - names of the fields that say where it is
 */
export interface Prediction<T extends Table, C extends CommandTable, P extends string = string> {
  /** Fields of the owner record that `step` moves; `tw.ownerStep` makes them exact. A difference in one is a correction. */
  readonly fields: readonly (keyof T & string)[]
  /** Those of them that say where it is: what is shown of them is interpolated, and their corrections are smoothed. */
  readonly position: readonly P[]
  /** Fields that only others change (health, a count of pushes): a correction that comes with such a change is not a mistake. */
  readonly outside: readonly (keyof T & string)[]
  /** A correction farther than this is shown at once, world units. */
  readonly snapDistance: number
  /** The avatar's player holds this command from now on. */
  take(table: T, row: number, commands: C, index: number): void
  /** One tick of the avatar, as far as it depends on itself, on what is held and on what never changes. */
  step(table: T, row: number): void
}
