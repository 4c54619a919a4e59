namespace js tickwire.queues
namespace py tickwire.queues
namespace perl Tickwire.Queues
namespace php Tickwire.Queues
namespace rb Tickwire.Queues
namespace cpp tickwire.queues
namespace netstd Tickwire.Queues
namespace java dev.tickwire.queues
namespace go tickwire.queues

include "common.thrift"

// What a queue is told. docs/MATCHMAKING.md says exactly what each limit means.

/** A limit that moves while a ticket waits: points sorted by waitedMs, linear between them, flat after the last. Empty: no limit. */
struct CurvePoint { 1: i32 waitedMs, 2: double value }
typedef list<CurvePoint> Curve

/** How a party counts as one number. */
enum Aggregate { MEAN = 1, MIN = 2, MAX = 3, MEAN_OF_MAX_AND_MEAN = 4 }
/** What holds between two points of a curve. */
enum Interpolation { LINEAR = 1, STEP = 2 }
/** Whose wait moves the curves of a match. */
enum WaitOf { EACH = 1, OLDEST = 2, NEWEST = 3 }
/** Which region a match gets. */
enum RegionChoice { LOWEST_WORST = 1, LOWEST_MEAN = 2 }
/** How an attribute is compared with a value. */
enum Comparison { LESS = 1, LESS_OR_EQUAL = 2, EQUAL = 3, NOT_EQUAL = 4, GREATER_OR_EQUAL = 5, GREATER = 6 }
/** Whether open seats of running rooms go before new matches. */
enum BackfillPriority { LOW = 1, NORMAL = 2, HIGH = 3 }
/** What an attribute holds: the members of common.AttributeValue. */
enum AttributeType { NUMBER = 1, TEXT = 2, TAGS = 3, NUMBERS = 4 }

/** An attribute that rules may name. `serverOnly`: what a client says of it is ignored. */
struct AttributeDef { 1: string name, 2: AttributeType type, 3: optional common.AttributeValue fallback, 4: bool serverOnly = 1 }

/** How many of a role a team has. */
struct RoleSlots { 1: string role, 2: i32 countMin, 3: i32 countMax }
/** A team of the match; `quantity` teams are alike. */
struct TeamDef { 1: string name, 2: i32 playersMin, 3: i32 playersMax, 4: i32 quantity = 1, 5: list<RoleSlots> roles }

/** How far apart in skill players of a match may be. */
struct SkillRule {
  1: string attribute = "mu", 2: string uncertaintyAttribute = "sigma", 3: Aggregate partyAggregate = Aggregate.MEAN_OF_MAX_AND_MEAN,
  4: double partyBonusPerExtraPlayer = 0.0, 5: Curve matchSpreadMax, 6: Curve teamGapMax, 7: Curve winChanceMax, 8: double uncertaintyWeight = 0.0,
}
/** How far from the region everybody may be, milliseconds. */
struct LatencyRule { 1: Curve maxMs, 2: optional Curve spreadMaxMs, 3: RegionChoice choice = RegionChoice.LOWEST_WORST, 4: i32 unknownMs = 9999 }
/** What parties may queue. */
struct PartyRule { 1: i32 sizeMax, 2: Curve skillSpreadMax, 3: Curve teamPartySizeGapMax, 4: bool soloOnly = 0 }
/** How strictly wished roles are kept. */
struct RoleRule { 1: Curve offRolePlayersMax, 2: double offRoleCost = 1.0 }

struct CompareTest { 1: string attribute, 2: Comparison operation, 3: double value, 4: Aggregate partyAggregate = Aggregate.MEAN }
struct SameTest { 1: string attribute }
struct DistinctTest { 1: string attribute }
struct OverlapTest { 1: string attribute, 2: Curve sharedMin }
struct DistanceTest { 1: string attribute, 2: Curve distanceMax, 3: Aggregate partyAggregate = Aggregate.MEAN }
/** One test of a rule. Exactly one member is set. */
union RuleTest { 1: CompareTest compare, 2: SameTest same, 3: DistinctTest distinct, 4: OverlapTest overlap, 5: DistanceTest distance }
/** A test that every match must pass; dropped after `dropAfterMs` of waiting. */
struct Rule { 1: string name, 2: RuleTest test, 3: optional i32 dropAfterMs, 4: optional string team }

/** How matches are weighed against each other. */
struct QualityRule { 1: Curve qualityMin, 2: double skillWeight = 1.0, 3: double latencyWeight = 0.5, 4: double roleWeight = 0.5, 5: double partyWeight = 0.5, 6: double waitWeight = 0.2, 7: i32 recentOpponents = 0 }
/** How long players may think about an offer, and what declining costs. */
struct AcceptanceRule { 1: i32 timeoutMs, 2: i32 declinesFree = 1, 3: list<i32> penaltyMsByOffence }
/** How running rooms are filled up. */
struct BackfillRule { 1: BackfillPriority priority = BackfillPriority.NORMAL, 2: i32 seatHoldMs = 10000, 3: Curve skillDistanceMax, 4: optional i32 stopAfterMs }

/** A queue, whole. `version` counts its changes. */
struct QueueConfig {
  1: string name, 2: i32 version, 3: bool open = 1, 4: string roomKind, 5: list<common.RegionId> regions,
  6: list<TeamDef> teams, 7: list<AttributeDef> attributes, 8: optional SkillRule skill, 9: optional LatencyRule latency,
  10: optional RoleRule roles, 11: PartyRule party, 12: list<Rule> rules, 13: QualityRule quality, 14: WaitOf waitOf = WaitOf.EACH,
  15: Interpolation interpolation = Interpolation.LINEAR, 16: optional AcceptanceRule acceptance, 17: optional BackfillRule backfill,
  18: i32 ticketTimeoutMs = 300000, 19: i32 cycleMs = 500, 20: i32 candidatesMax = 128, 21: map<string, string> roomTags,
  22: i32 botsAfterMs = 0, 23: i32 fillForMs = 5000,
  /** Options of its rooms by their names, over the server's own. */
  24: map<string, string> roomOptions,
}
