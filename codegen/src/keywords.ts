// Words that no declared thing may be called: the Apache compiler refuses most of them without saying where, and the rest
// cannot be a parameter in TypeScript. Checked here, so that the author is told the place.

/** What the Apache compiler 0.17 refuses: keywords of the languages that it generates. */
const THRIFT_WORDS =
  'BEGIN END __CLASS__ __DIR__ __FILE__ __FUNCTION__ __LINE__ __METHOD__ __NAMESPACE__ abstract alias and args as assert ' +
  'begin break case catch class clone continue declare def default del delete do dynamic elif else elseif elsif end ' +
  'enddeclare endfor endforeach endif endswitch endwhile ensure except exec finally float for foreach from function global ' +
  'goto if implements import in inline instanceof interface is lambda module native new next nil not or package pass public ' +
  'print private protected raise redo rescue retry register return self sizeof static super switch synchronized then this ' +
  'throw transient try undef unless unsigned until use var virtual volatile when while with xor yield'

/** What strict TypeScript refuses beyond that. */
const TYPESCRIPT_WORDS = 'arguments await debugger eval export let null typeof'

export const KEYWORDS: ReadonlySet<string> = new Set(`${THRIFT_WORDS} ${TYPESCRIPT_WORDS}`.split(' '))
