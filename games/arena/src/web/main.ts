// The page's beginning: the front door, the ways from it into an arena, and back to it when a stay is over. A stay whose
// connection was lost, or whose page was loaded again, is taken up again; after a restart of the server the page plays on by
// itself. With `#play` in its address the page plays at once.

import {
  CallError,
  type Closed,
  ErrorCode,
  isSeatHeld,
  type PartyState,
  RefusedError,
  type RoomSummary,
  TicketStatus,
} from '@tickwire/client'
import type { RatedMatch, Ticket } from '@tickwire/client/matchmaking'
import type { Talk } from './chat-log.js'
import { Controls } from './controls.js'
import { FrontDoor } from './front-door.js'
import { guestName, keepGuestName } from './guest-name.js'
import { element, Hud } from './hud.js'
import { type ArenaRoom, Match } from './match.js'
import { MatchChat } from './match-chat.js'
import { NetPanel } from './net-panel.js'
import { NoticeBar } from './notice-bar.js'
import { OfferDialog } from './offer-dialog.js'
import { PartyPanel } from './party-panel.js'
import { PasswordPrompt } from './password-prompt.js'
import { Picture } from './picture.js'
import { RankedPanel } from './ranked-panel.js'
import { ResultPanel } from './result-panel.js'
import { ScoreBar } from './score-bar.js'
import { isServerAway, Server, type ServerListener } from './server.js'
import { Sound } from './sound.js'
import { wordsOf, wordsOfClosed } from './words.js'

const playsAtOnce = location.hash === '#play'
const HINT =
  'WASD move · mouse aims and fires · E opens chests · Tab scores · Enter chats · 1-6 emotes · M mutes · N net'
const TOUCH_HINT = 'Left thumb moves · right thumb aims and fires'

const picture = new Picture(element<HTMLCanvasElement>('view'), element<HTMLCanvasElement>('minimap'))
const hud = new Hud()
const sound = new Sound()
const notices = new NoticeBar()
const passwords = new PasswordPrompt()
const chat = new MatchChat()
const net = new NetPanel(new URLSearchParams(location.search))
const listener: ServerListener = {
  notice: (notice) => notices.show(notice),
  party: (state) => showParty(state),
  ticket: (ticket) => showTicket(ticket),
  rated: (rated) => showRated(rated),
  follow: (leaderName) => void go(`Following ${leaderName} ...`, () => server.quickPlay(door.name)),
}
const server = new Server(listener, net.link.openSocket)
const partyPanel = new PartyPanel({
  create: () => server.createParty(door.name),
  join: (joinCode) => server.joinParty(door.name, joinCode),
  leave: () => server.leaveParty(door.name),
})
const ranked = new RankedPanel({
  queues: () => server.queues(door.name),
  rating: (queue) => server.rating(door.name, queue),
  wait: (queue) => server.waitRanked(door.name, queue),
  cancel: () => server.cancelRanked(),
})
const offers = new OfferDialog(
  (isAccepted) => server.answerOffer(isAccepted),
  () => sound.offered(),
)
const scores = new ScoreBar()
const results = new ResultPanel({
  again: () => void playAgain(),
  leave: () => {
    leave()
    door.open()
  },
})
const controls = new Controls(element('view'), element('stick-move'), element('stick-aim'), {
  isPlaying: () => match !== undefined && !door.isShown && !chat.isOpen && !offers.isOpen && !net.hasKeys,
  openChest: () => match?.openChest(),
  showScores: (isShown) => hud.showScores(isShown && match !== undefined),
  emote: (emote) => match?.emote(emote),
  mute: () => hud.toast(sound.toggle() ? 'Sound off' : 'Sound on', '#dfe8f7'),
  showNet: () => net.toggle(),
  chat: () => chat.open(),
})
const door: FrontDoor = new FrontDoor(
  {
    quickPlay: () => void go('Connecting ...', () => server.quickPlay(door.name)),
    create: (title, password) =>
      void go('Opening the room ...', () => server.create(door.name, title, password === '' ? undefined : password)),
    join: (listed) => void join(listed, ''),
    back,
    rooms: () => server.rooms(door.name),
    opened: () => void ranked.refresh(),
  },
  guestName(),
)

let room: ArenaRoom | undefined
let match: Match | undefined
let party: PartyState | undefined
/** The ticket that led into the room that was entered last. */
let entered: Ticket | undefined
/** Number of the newest way in: whoever goes another one is not brought in by the older. */
let way = 0

/**
 * Leads into a room, and away from the one before. Answers why not, for a trouble that the caller knows better.
 * @param enterRoom - its argument says whether the player still wants to go there
 */
async function go(text: string, enterRoom: (isWanted: () => boolean) => Promise<ArenaRoom>): Promise<unknown> {
  const own = ++way
  keepGuestName(door.name)
  leave()
  door.wait(text)
  try {
    const joined = await enterRoom(() => own === way)
    if (own === way) enter(joined)
    else joined.leave()
    return undefined
  } catch (error) {
    if (own === way) door.open(wordsOf(error))
    return error
  }
}

/** @param trouble - what was wrong with the password before */
async function join(listed: RoomSummary, trouble: string): Promise<void> {
  const { roomId, title, needsPassword } = listed
  const password = needsPassword ? await passwords.ask(title, trouble) : undefined
  if (needsPassword && password === undefined) return
  const error = await go(`Joining ${title} ...`, () => server.join(door.name, roomId, password))
  if (error instanceof RefusedError && error.code === ErrorCode.WRONG_PASSWORD) await join(listed, wordsOf(error).text)
}

function enter(joined: ArenaRoom): void {
  room = joined
  match = new Match(joined, controls, picture, hud, sound)
  joined.onClose((closed) => {
    if (room === joined) ended(joined, closed)
  })
  door.hide()
  showChat()
  server.playsIn(room)
  hud.hint(matchMedia('(pointer: coarse)').matches ? TOUCH_HINT : HINT)
}

/** A stay is over, and the player did not end it: back into it, or on in another room; a ranked match is nothing for quick play. */
function ended(lost: ArenaRoom, closed: Closed): void {
  const isMatch = queueOfRoom() !== undefined
  if (isSeatHeld(closed)) {
    void go('The connection was lost. Coming back ...', (isWanted) => comeBack(lost, isMatch, isWanted))
  } else if (closed.name === 'SERVER_STOPPING' && !isMatch) {
    const text = 'The server is restarting. You play on as soon as it is back ...'
    void go(text, (isWanted) => server.playOn(door.name, isWanted))
  } else {
    leave()
    door.open(wordsOfClosed(closed))
  }
}

/** Where there is nothing to come back to, on in another room as soon as there is one. */
async function comeBack(lost: ArenaRoom, isMatch: boolean, isWanted: () => boolean): Promise<ArenaRoom> {
  try {
    return await server.rejoin(door.name, lost)
  } catch (error) {
    const isGone = error instanceof CallError && error.code === 'ROOM_GONE'
    if (isMatch || !isWanted() || !(isGone || isServerAway(error))) throw error
    door.wait(
      isGone
        ? 'That arena is gone: the server was restarted, or it was over. Looking for the next one ...'
        : 'The server does not answer. You play on as soon as it is back ...',
    )
    return server.playOn(door.name, isWanted)
  }
}

/** The page was loaded again in the middle of a stay. */
async function takeUp(): Promise<ArenaRoom> {
  const again = await server.takeUp(door.name)
  if (again !== undefined) return again
  if (playsAtOnce) return server.quickPlay(door.name)
  throw new Error('You were away for too long, or that arena is over. Play on in the next one.')
}

/** Also ends a stay that is still going on. */
function leave(): void {
  const left = room
  room = undefined
  match = undefined
  left?.leave()
  hud.showScores(false)
  scores.show(undefined, undefined)
  results.show(undefined, undefined, undefined)
  showChat()
  server.playsIn(room)
}

function showParty(state: PartyState | undefined): void {
  const isSame = state?.partyId === party?.partyId
  party = state
  partyPanel.show(state, server.playerId, state && server.partyTalk(state))
  ranked.goesAs({ size: state?.members.length ?? 1, isLed: state === undefined || state.leaderId === server.playerId })
  if (!isSame) showChat()
}

function showTicket(ticket: Ticket | undefined): void {
  ranked.show(ticket)
  offers.show(ticket)
  if (ticket?.status !== TicketStatus.ASSIGNED || ticket.ticketId === entered?.ticketId) return
  entered = ticket
  void go('Joining the match ...', () => server.joinRanked(door.name, ticket))
}

function showRated(rated: RatedMatch): void {
  const isThis = rated.matchId === entered?.assignment?.matchId && queueOfRoom() !== undefined
  if (isThis) results.rate(rated)
  else hud.toast('A match that you left was rated', '#dfe8f7')
}

/** The queue of the room that the player is in. */
function queueOfRoom(): string | undefined {
  return room !== undefined && room.roomId === entered?.assignment?.roomId ? entered.queue : undefined
}

async function playAgain(): Promise<void> {
  const queue = queueOfRoom()
  leave()
  door.open()
  if (queue !== undefined) await ranked.choose(queue)
}

/** What is said in the room and in the party, over the match. */
function showChat(): void {
  const talks = room === undefined ? [] : [server.roomTalk(room.roomId), party && server.partyTalk(party)]
  chat.show(talks.filter((talk): talk is Talk => talk !== undefined))
}

function back(): void {
  way++
  if (match === undefined) door.open()
  else door.hide()
}

function frame(nowMs: number): void {
  requestAnimationFrame(frame)
  if (door.isShown || chat.isOpen || offers.isOpen) controls.release()
  if (match === undefined) return
  match.frame(nowMs)
  net.draw(match.net, nowMs)
  scores.show(match.state, match.ownSide)
  results.show(match.state, match.ownSide, queueOfRoom())
}

element('open').addEventListener('click', () => match?.openChest())
element('name').addEventListener('click', () => {
  chat.close()
  door.open(undefined, true)
})
element('leaders').addEventListener('click', () => hud.showScores(element('scores').hidden))
element('stats').addEventListener('click', () => net.toggle())
element('scores').addEventListener('click', () => hud.showScores(false))

// For the console and for browser tests: the room as the SDK sees it, where the own avatar is drawn, and what its line was like.
Object.defineProperty(globalThis, 'arenaRoom', { get: () => room })
Object.defineProperty(globalThis, 'arenaOwnPlace', { get: () => match?.ownPlace })
Object.defineProperty(globalThis, 'arenaNet', { get: () => match?.net })

requestAnimationFrame(frame)
if (server.wasPlaying) void go('Coming back ...', takeUp)
else if (playsAtOnce) void go('Connecting ...', () => server.quickPlay(door.name))
else door.open()
