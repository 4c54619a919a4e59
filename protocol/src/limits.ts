// Every limit of the fast path, each with its unit, its reason and what happens when it is reached. Derived limits stand
// beside what they derive from, and the inequalities that must hold between them are asserted at load.

/** Version of everything below `/play`'s hello; raised when the meaning of any bit changes. */
export const PROTOCOL_VERSION = 4

/** Largest frame a client may send on `/play`, bytes, Thrift calls on it included. Beyond: close TOO_LARGE. */
export const PLAY_FRAME_BYTES_MAX = 4_096

/** Largest snapshot, bytes. A larger one is not sent (counted as oversized): the client is refreshed piece by piece. */
export const SNAPSHOT_BYTES_MAX = 16_384

/** Bytes of enters and refreshes in one snapshot; what does not fit waits for the next, nearest first. */
export const REFRESH_BYTES_PER_SNAPSHOT_MAX = 1_024

/** Largest resync, bytes: a full known list of 32 bytes an entity. Beyond: close TOO_LARGE, a new join is paced. */
export const RESYNC_BYTES_MAX = 65_536

/** Bytes of events in one snapshot: unreliable ones beyond it are dropped (counted), reliable ones wait. */
export const EVENT_BYTES_PER_SNAPSHOT_MAX = 2_048

/** Most entities that one client is sent at a time. Beyond: no enters until something leaves (counted). */
export const KNOWN_ENTITIES_MAX = 2_048

/** Largest entity code, bits: what one entity may cost in one snapshot. A schema beyond it is refused by codegen. */
export const ENTITY_CODE_BITS_MAX = 1_024

/** Hot fields of one entity type: one bit each of a 32-bit mask says which of them turned. More are refused by codegen. */
export const HOT_FIELDS_MAX = 32

/** Longest text of a replicated field, UTF-8 bytes. */
export const TEXT_BYTES_MAX = 255

/** Commands in one frame. */
export const COMMANDS_PER_FRAME_MAX = 4

/** Longest seat token, characters. */
export const SEAT_TOKEN_CHARS_MAX = 64

/** Emissions without any change after which an entity falls asleep and costs nothing. */
export const SLEEP_AFTER_EMISSIONS = 4

/** A client that sends no command acknowledges this often, milliseconds. */
export const ACK_INTERVAL_MS = 200

if (KNOWN_ENTITIES_MAX + REFRESH_BYTES_PER_SNAPSHOT_MAX > SNAPSHOT_BYTES_MAX) {
  throw new Error('SNAPSHOT_BYTES_MAX leaves less than a byte for each known entity')
}
