namespace js tickwire.party
namespace py tickwire.party
namespace perl Tickwire.Party
namespace php Tickwire.Party
namespace rb Tickwire.Party
namespace cpp tickwire.party
namespace netstd Tickwire.Party
namespace java dev.tickwire.party
namespace go tickwire.party

include "common.thrift"

/** A player in a party. Set by the server. */
struct PartyMember {
  1: common.PlayerId playerId,
  2: string displayName,
  3: bool ready,
  /** The player polls Events, or called for this party in the last 10 s. Who is not connected for 60 s is removed. */
  4: bool connected,
  /** What the member wants to play as. */
  5: list<string> roles,
}

/** Players that stay together. Set by the server. */
struct PartyState {
  1: string partyId,
  /** Counts up by one with each change. Of two states the one with the greater version is the newer. */
  2: i32 version,
  /** A member. When the leader leaves, it is the connected member who came first. */
  3: common.PlayerId leaderId,
  /** For `joinParty`. Whoever is given it may come in. 8 letters and digits that are not mistaken for each other. */
  4: string joinCode,
  /** At most so many members. */
  5: i32 sizeMax,
  /** In the order of coming. */
  6: list<PartyMember> members,
  // 7 is kept free for the ticket of matchmaking.
}

/** A way into a party that its receiver may take or leave. Set by the server. */
struct PartyInvite {
  1: string inviteId,
  2: string partyId,
  3: common.PlayerId fromId,
  4: string fromName,
  /** As of when this was told. */
  5: i32 expiresInMs,
}

/** Players that stay together. A player is in one party at most, so no method names it. NotFound: the caller is in none. */
service Party {
  /** A new party that the caller leads; who is in one already gets its state. Refused: the server has its most (LIMIT_REACHED). Unavailable: as in `joinParty`. */
  PartyState createParty()
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "20/min"),

  /** What a client reads that came back, or whose EventBatch says `lost`. */
  PartyState getParty() throws (1: common.NotFound notFound, 2: common.Refused refused),

  /**
   * Makes the caller a member; who is one already gets the state. Codes may be written in small letters, with spaces or dashes.
   * Refused: in another party (ALREADY_EXISTS), full (LIMIT_REACHED), removed from it before (FORBIDDEN), BANNED. Unavailable: an
   * operator lets nobody in for now.
   */
  PartyState joinParty(1: string joinCode)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "20/min"),

  /**
   * Asks a player into the caller's party, for 60 s; any member may. The same player again: the same invite, for 60 s more.
   * Refused: a member already (ALREADY_EXISTS), the party is full or 16 invites wait for the player (LIMIT_REACHED). NotFound: the
   * player is not online.
   */
  PartyInvite invite(1: common.PlayerId playerId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/min"),

  /** The invites that wait for the caller, oldest first. */
  list<PartyInvite> listInvites() throws (1: common.Refused refused),

  /** Joins the invite's party. Refused as in `joinParty`, but who was removed may come back. NotFound: it is over. */
  PartyState acceptInvite(1: string inviteId)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "20/min"),

  void declineInvite(1: string inviteId) throws (1: common.NotFound notFound, 2: common.Refused refused),

  /** At most 8 roles of at most 32 bytes, without repeats; otherwise refused (BAD_ARGUMENT). */
  PartyState setReady(1: bool ready, 2: list<string> roles)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /** Makes another member the leader. Refused: the caller is not the leader (NOT_OWNER). */
  PartyState promote(1: common.PlayerId playerId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /** Who was removed needs an invite to come back. Refused: not the leader (NOT_OWNER), the caller itself (BAD_ARGUMENT). */
  PartyState removeMember(1: common.PlayerId playerId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /** The last one out ends the party. */
  void leaveParty() throws (1: common.NotFound notFound, 2: common.Refused refused),
}
