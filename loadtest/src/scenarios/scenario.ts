// What a scenario is: how many bots come, how they come and go, how they move and what they call. A scenario is data, so
// that the same bots play all of them; each stands in a file of its own.

export interface Scenario {
  readonly name: string
  /** One line for people. */
  readonly title: string
  /** Unless BOTS says otherwise. */
  readonly bots: number
  /** Length of the measured window, unless SECONDS says otherwise. */
  readonly seconds: number
  readonly steering: SteeringStyle
  /** Options of the room, as `tickwire serve --option` takes them. */
  readonly roomOptions: Readonly<Record<string, number>>
  /** Joins under way at a time. */
  readonly joinsAtOnce: number
  /** The joins are what is measured: the window begins with them. */
  readonly joinsInWindow: boolean
  /** Every so manieth bot calls Thrift methods, each kind so many times a second. */
  readonly calls: { readonly everyBots: number; readonly perSecond: number }
  /** Bots leave after a time of this range and others come in their place. */
  readonly stayMs?: Range
  /** Every so manieth bot reads at this share of the rate that it is sent. */
  readonly slow?: { readonly everyBots: number; readonly share: number }
}

export interface Range {
  readonly min: number
  readonly max: number
}

export interface SteeringStyle {
  /** Time between two changes of mind, milliseconds. */
  readonly changeMs: Range
  /** Every other change leads back where the last one came from, so the bot stays where it is. */
  readonly returns: boolean
}

/** People change their mind about three times a second. */
export const RESTLESS: SteeringStyle = { changeMs: { min: 200, max: 400 }, returns: false }

/** A busy evening: what all scenarios have in common unless they say otherwise. */
export const USUAL = {
  bots: 200,
  seconds: 10,
  steering: RESTLESS,
  roomOptions: {},
  joinsAtOnce: 16,
  joinsInWindow: false,
  calls: { everyBots: 20, perSecond: 1 },
} satisfies Partial<Scenario>
