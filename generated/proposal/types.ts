// Made by lexstream proposal from the lexicons. Edit those and run it again.

// The messages in the JSON encoding of the data model, as `JSON.parse` gives them for
// `xrpc.v1.json`. Decoders of CBOR put byte arrays and links of their own in the places of `Bytes`
// and `Link`; everything else is the same in all three subprotocols, but for `$type`, which the
// payload of an `xrpc.v0.cbor` frame does without.

/** The subprotocols that a client can offer. */
export type Subprotocol = 'xrpc.v0.cbor' | 'xrpc.v1.cbor' | 'xrpc.v1.json'

/** Bytes, in base64 without padding. */
export interface Bytes {
  readonly $bytes: string
}

/** A link to a piece of content, by its CID. */
export interface Link {
  readonly $link: string
}

/** A file kept apart from the record that mentions it. */
export interface Blob {
  readonly $type: 'blob'
  readonly ref: Link
  readonly mimeType: string
  readonly size: number
}

/** A member of an open union that the union does not list, or whose kind is not known. */
export interface Typed {
  readonly $type: string
}

/** The header of a frame of `xrpc.v0.cbor`, which is followed by the payload. */
export type V0Header = { readonly op: 1; readonly t: string } | { readonly op: -1 }

/** The payload that follows the header of an error in `xrpc.v0.cbor`. */
export interface V0Error {
  readonly error: string
  readonly message?: string
}

/** A frame of `xrpc.v1.cbor` or `xrpc.v1.json`. */
export type V1Frame<Message, ErrorName extends string = string> =
  { readonly $type: 'message'; readonly payload: Message } | V1Error<ErrorName>

/** The last frame of a connection that ends with an error: one of those listed, or another one. */
export interface V1Error<ErrorName extends string = string> {
  readonly $type: 'error'
  readonly error: ErrorName | (string & Record<never, never>)
  readonly message?: string
}

/** chat.bsky.moderation.subscribeModEvents */
export namespace ChatBskyModerationSubscribeModEvents {
  /** Somebody sent the first message of a conversation. */
  export interface EventConvoFirstMessage {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventConvoFirstMessage'
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** Identifier of the message within the conversation. Absent when the server does not give it. */
    readonly messageId?: string
    /** DIDs of everybody the message went to, without its author. */
    readonly recipients: readonly string[]
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** DID of the author. */
    readonly user: string
  }

  /** Somebody started a group. */
  export interface EventGroupChatCreated {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatCreated'
    /** DID of whoever started the group, hence equal to `ownerDid`. */
    readonly actorDid: string
    /** When the group was started. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** The name that the group was given at the start. */
    readonly groupName: string
    /** DIDs of everybody who was added when the group was started. */
    readonly initialMemberDids: readonly string[]
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
  }

  /**
   * The owner added somebody to a group. The new member has a request to accept before the
   * conversation opens to them.
   */
  export interface EventGroupChatMemberAdded {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberAdded'
    /** DID of whoever added the member, hence equal to `ownerDid`. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /** How many members have a request that they did not accept yet. */
    readonly requestMembersCount: number
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** DID of the new member. */
    readonly subjectDid: string
    /** Whether the new member is a follower of the owner. */
    readonly subjectFollowsOwner: boolean
  }

  /** Somebody became a member of a group through a link that lets people in without asking the owner. */
  export interface EventGroupChatMemberJoined {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberJoined'
    /** DID of the new member. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** Code of the link that was used. */
    readonly joinLinkCode: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** Whether the new member is a follower of the owner. */
    readonly subjectFollowsOwner: boolean
  }

  /** Somebody asked to become a member through a link that leaves the decision to the owner. */
  export interface EventGroupChatJoinRequest {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequest'
    /** DID of whoever asks. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** Code of the link that was used. */
    readonly joinLinkCode: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** Whether whoever asks is a follower of the owner. */
    readonly subjectFollowsOwner: boolean
  }

  /** The owner let somebody into the group who had asked for it. */
  export interface EventGroupChatJoinRequestApproved {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequestApproved'
    /** DID of the owner who decided. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** DID of the new member. */
    readonly subjectDid: string
  }

  /** The owner turned down somebody who had asked to be let into the group. */
  export interface EventGroupChatJoinRequestRejected {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequestRejected'
    /** DID of the owner who decided. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** DID of whoever was turned down. */
    readonly subjectDid: string
  }

  /** Somebody accepted the request for a conversation. */
  export interface EventChatAccepted {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventChatAccepted'
    /** DID of whoever accepted. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /**
     * How many members the group had right after the event. Absent for a conversation that is not a
     * group.
     */
    readonly groupMemberCount?: number
    /**
     * What the group was called at the time of the event. Absent for a conversation that is not a
     * group.
     */
    readonly groupName?: string
    /** What counted as acceptance: `explicit` for saying so, `message` for answering. */
    readonly method: 'explicit' | 'message' | (string & Record<never, never>)
    /** DID of the group's owner. Absent for a conversation that is not a group. */
    readonly ownerDid?: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
  }

  /** A group lost a member, by their own decision or the owner's. */
  export interface EventGroupChatMemberLeft {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberLeft'
    /** DID of whoever decided: the member who left, or the owner who removed them. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group was called at the time of the event. */
    readonly groupName: string
    /** Whether the member left (`voluntary`) or was removed (`kicked`). */
    readonly leaveMethod: 'voluntary' | 'kicked' | (string & Record<never, never>)
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** DID of the former member. */
    readonly subjectDid: string
  }

  /** A group was renamed, locked or unlocked, or its join link changed. */
  export interface EventGroupChatUpdated {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventGroupChatUpdated'
    /** DID of the owner, who made the change. */
    readonly actorDid: string
    /** When the conversation was started, which may be long before this event. Format: datetime. */
    readonly convoCreatedAt: string
    /** Identifier of the conversation. */
    readonly convoId: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** How many members the group had right after the event. */
    readonly groupMemberCount: number
    /** What the group is called after the change. */
    readonly groupName: string
    /** Code of the join link. Absent unless the change is about the link. */
    readonly joinLinkCode?: string
    /**
     * Whether the join link only works for followers of the owner. Absent unless the change is about
     * the link.
     */
    readonly joinLinkFollowersOnly?: boolean
    /**
     * Whether the join link leaves the decision to the owner. Absent unless the change is about the
     * link.
     */
    readonly joinLinkRequiresApproval?: boolean
    /** What led to the lock. Absent unless `updateType` is `locked`. */
    readonly lockReason?:
      | 'owner_action'
      | 'owner_left'
      | 'owner_deactivated'
      | 'owner_deleted'
      | 'owner_suspended'
      | 'owner_taken_down'
      | 'label_applied'
      | 'convo_taken_down'
      | (string & Record<never, never>)
    /** The name after the change. Absent unless `updateType` is `name_changed`. */
    readonly newName?: string
    /** The name before the change. Absent unless `updateType` is `name_changed`. */
    readonly oldName?: string
    /** DID of the group's owner. */
    readonly ownerDid: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
    /** The kind of change. */
    readonly updateType:
      | 'name_changed'
      | 'locked'
      | 'locked_permanently'
      | 'unlocked'
      | 'join_link_created'
      | 'join_link_disabled'
      | 'join_link_settings_changed'
      | (string & Record<never, never>)
  }

  /** Somebody made more requests of a kind than allowed. */
  export interface EventRateLimitExceeded {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#eventRateLimitExceeded'
    /** DID of whoever made the requests. */
    readonly actorDid: string
    /** When the event happened. Format: datetime. */
    readonly createdAt: string
    /** NSID of the endpoint whose limit was exceeded. */
    readonly endpoint: string
    /**
     * The event's place in the order of the stream; saved as a string, it is what the parameter
     * `cursor` takes.
     */
    readonly rev: string
  }

  /**
   * Where a connection stands in its stream and where the stream ends. The message is about one
   * connection: it carries no sequence number, is not persisted and is never replayed. It comes
   * first on every connection, before `#info` and before any sequenced message; again where the
   * replay of persisted messages gives way to new ones; at intervals during a long replay; and on a
   * connection to which nothing sequenced was sent for a while. Neither `cursor` nor `highestSeq`
   * ever decreases on a connection. Events of this stream are ordered by `rev`, a TID, and numbers
   * in this message are the microseconds since the UNIX epoch that TIDs hold.
   */
  export interface Cursor {
    readonly $type: 'chat.bsky.moderation.subscribeModEvents#cursor'
    /**
     * The connection's position, in microseconds since the UNIX epoch: every event it asked for whose
     * `rev` holds a time up to this has been sent. To resume there, write it as the TID with this time
     * and clock identifier 1023. 0 while nothing has been sent and nothing was skipped. At least 0.
     */
    readonly cursor: number
    /**
     * The time in the highest `rev` the stream has assigned, in microseconds since the UNIX epoch; 0
     * when it never had an event. At least 0.
     */
    readonly highestSeq: number
    /**
     * False while the server replays persisted messages, true once it passes on new ones as they come.
     * It turns false again when a consumer that fell behind is moved back to reading the log.
     */
    readonly live: boolean
    /**
     * The time in the oldest `rev` that can still be replayed, in microseconds since the UNIX epoch.
     * Absent when nothing is retained or the server does not know. At least 1.
     */
    readonly lowestSeq?: number
    /** Always `unix-micros` on this stream where present, since a TID holds a time. */
    readonly seqScheme?: 'counter' | 'unix-micros' | (string & Record<never, never>)
    /**
     * An opaque name, at most 128 bytes long, for the space that the sequence numbers belong to. Save
     * it with the cursor: where another connection gives a different name, the numbers of the two
     * cannot be compared. Absent when the host does not name its space.
     */
    readonly sequenceId?: string
    /**
     * The largest shard count the server accepts for this stream, a power of two. Absent when it has
     * no shards: it then ignores the parameters `shard` and `shardCount`, and sends every message.
     */
    readonly shardCount?: number
    /**
     * How many messages are left to send on this connection up to `highestSeq`. Absent when counting
     * them would cost the server much.
     */
    readonly pendingMessages?: number
    /**
     * How many bytes the messages left to send up to `highestSeq` take, before any compression. Absent
     * when adding them up would cost the server much.
     */
    readonly pendingBytes?: number
    /**
     * How many messages a minute the stream assigns at present, over all shards, smoothed and rounded.
     * Absent when not measured.
     */
    readonly messagesPerMinute?: number
    /**
     * What the server's clock read when it made this message. The offset from the consumer's own clock
     * matters where ages are read from `unix-micros` numbers. Format: datetime.
     */
    readonly time?: string
  }

  /** Every message of the stream. */
  export type Message =
    | EventConvoFirstMessage
    | EventGroupChatCreated
    | EventGroupChatMemberAdded
    | EventGroupChatMemberJoined
    | EventGroupChatJoinRequest
    | EventGroupChatJoinRequestApproved
    | EventGroupChatJoinRequestRejected
    | EventChatAccepted
    | EventGroupChatMemberLeft
    | EventGroupChatUpdated
    | EventRateLimitExceeded
    | Cursor

  /** The errors that the stream declares. */
  export type ErrorName = 'FutureCursor' | 'ConsumerTooSlow' | 'InvalidShard'

  /** Every frame of `xrpc.v1.cbor` and `xrpc.v1.json`. */
  export type Frame = V1Frame<Message, ErrorName>
}

/** com.atproto.label.defs */
export namespace ComAtprotoLabelDefs {
  /**
   * A statement by one account, mostly a moderation service, about an account, a record or anything
   * else that has a URI. It stands by itself and is not part of any repository.
   */
  export interface Label {
    readonly $type?: 'com.atproto.label.defs#label'
    /** Version of this object's format; 1 at present. Absent when the source does not say. */
    readonly ver?: number
    /** DID of the service or account that makes the statement. */
    readonly src: string
    /** What the label is about: an AT URI for a record, a DID for a whole account, or another URI. */
    readonly uri: string
    /** CID of the one version of the record that is meant. Absent when every version is. */
    readonly cid?: string
    /**
     * The label's value, a short name of at most 128 bytes. Its meaning is global for the values of
     * `#labelValue`, and declared by the source for others.
     */
    readonly val: string
    /** True when this withdraws the label of the same source, subject and value. Absent means false. */
    readonly neg?: boolean
    /**
     * When the label was made. Of two labels by one source on one subject with one value, the later
     * counts. Format: datetime.
     */
    readonly cts: string
    /** When the label ceases to apply. Absent when it applies until withdrawn. Format: datetime. */
    readonly exp?: string
    /**
     * The source's signature over the label, encoded as DRISL-CBOR without this field. Absent when the
     * label is vouched for by the connection it came through.
     */
    readonly sig?: Bytes
  }
}

/** com.atproto.label.subscribeLabels */
export namespace ComAtprotoLabelSubscribeLabels {
  /**
   * Labels issued together. They share one sequence number, so a consumer has either processed all
   * of them or none.
   */
  export interface Labels {
    readonly $type: 'com.atproto.label.subscribeLabels#labels'
    /** This message's sequence number. */
    readonly seq: number
    /**
     * The labels, in the order in which they take effect. One with `neg` true withdraws an earlier
     * one.
     */
    readonly labels: readonly ComAtprotoLabelDefs.Label[]
  }

  /** A notice about the stream that needs no answer and ends nothing. It has no sequence number. */
  export interface Info {
    readonly $type: 'com.atproto.label.subscribeLabels#info'
    /**
     * Which notice this is. `OutdatedCursor`: the cursor asked for is older than what is retained, so
     * the replay starts at the oldest retained message and those in between are lost to this consumer.
     */
    readonly name: 'OutdatedCursor' | (string & Record<never, never>)
    /**
     * The same for people to read, in no fixed wording. Absent when there is nothing to add to the
     * name.
     */
    readonly message?: string
  }

  /**
   * Where a connection stands in its stream and where the stream ends. The message is about one
   * connection: it carries no sequence number, is not persisted and is never replayed. It comes
   * first on every connection, before `#info` and before any sequenced message; again where the
   * replay of persisted messages gives way to new ones; at intervals during a long replay; and on a
   * connection to which nothing sequenced was sent for a while. Neither `cursor` nor `highestSeq`
   * ever decreases on a connection.
   */
  export interface Cursor {
    readonly $type: 'com.atproto.label.subscribeLabels#cursor'
    /**
     * The connection's position: every message it asked for whose sequence number is at most this has
     * been sent. A consumer that saves the value and reconnects with it misses nothing. 0 while
     * nothing has been sent and nothing was skipped; connecting with 0 replays all that is retained.
     * At least 0.
     */
    readonly cursor: number
    /**
     * The highest sequence number the stream has assigned, 0 when it never had a message. Messages
     * that a shard or a filter leaves out count too, so this may exceed the sequence number of
     * anything sent here. At least 0.
     */
    readonly highestSeq: number
    /**
     * False while the server replays persisted messages, true once it passes on new ones as they come.
     * It turns false again when a consumer that fell behind is moved back to reading the log.
     */
    readonly live: boolean
    /**
     * The oldest sequence number that can still be replayed. A consumer whose saved cursor is lower
     * may have missed messages. Absent when nothing is retained or the server does not know. At least
     * 1.
     */
    readonly lowestSeq?: number
    /**
     * How this host makes sequence numbers. `counter`: they tell order and nothing else.
     * `unix-micros`: microseconds since the UNIX epoch, strictly increasing, so that a cursor can be
     * computed from a time and a message's age be read from its number. When absent, assume no more
     * than with `counter`.
     */
    readonly seqScheme?: 'counter' | 'unix-micros' | (string & Record<never, never>)
    /**
     * An opaque name, at most 128 bytes long, for the space that the sequence numbers belong to. Save
     * it with the cursor: where another connection gives a different name, the numbers of the two
     * cannot be compared. Absent when the host does not name its space.
     */
    readonly sequenceId?: string
    /**
     * The largest shard count the server accepts for this stream, a power of two. Absent when it has
     * no shards: it then ignores the parameters `shard` and `shardCount`, and sends every message.
     */
    readonly shardCount?: number
    /**
     * How many messages are left to send on this connection up to `highestSeq`. Absent when counting
     * them would cost the server much.
     */
    readonly pendingMessages?: number
    /**
     * How many bytes the messages left to send up to `highestSeq` take, before any compression. Absent
     * when adding them up would cost the server much.
     */
    readonly pendingBytes?: number
    /**
     * How many messages a minute the stream assigns at present, over all shards, smoothed and rounded.
     * Absent when not measured.
     */
    readonly messagesPerMinute?: number
    /**
     * What the server's clock read when it made this message. The offset from the consumer's own clock
     * matters where ages are read from `unix-micros` numbers. Format: datetime.
     */
    readonly time?: string
  }

  /** Every message of the stream. */
  export type Message = Labels | Info | Cursor

  /** The errors that the stream declares. */
  export type ErrorName = 'FutureCursor' | 'ConsumerTooSlow' | 'InvalidShard'

  /** Every frame of `xrpc.v1.cbor` and `xrpc.v1.json`. */
  export type Frame = V1Frame<Message, ErrorName>
}

/** com.atproto.stream.getStatus */
export namespace ComAtprotoStreamGetStatus {
  /** The state of the stream at the moment of asking. */
  export interface Output {
    /** The NSID of the subscription that was asked about. */
    readonly stream: string
    /**
     * The highest sequence number the stream has assigned, 0 when it never had a message. Connecting
     * with it as cursor misses nothing from here on. At least 0.
     */
    readonly highestSeq: number
    /**
     * The oldest sequence number that can still be replayed. Absent when nothing is retained or the
     * server does not know. At least 1.
     */
    readonly lowestSeq?: number
    /**
     * How this host makes sequence numbers. `counter`: they tell order and nothing else.
     * `unix-micros`: microseconds since the UNIX epoch, strictly increasing, so that a cursor can be
     * computed from a time and a message's age be read from its number. When absent, assume no more
     * than with `counter`.
     */
    readonly seqScheme?: 'counter' | 'unix-micros' | (string & Record<never, never>)
    /**
     * An opaque name, at most 128 bytes long, for the space that the sequence numbers belong to. Hosts
     * that answer with the same name share their numbers; a cursor saved under another name cannot be
     * compared with these. Absent when the host does not name its space.
     */
    readonly sequenceId?: string
    /**
     * The largest shard count the server accepts for this stream, a power of two. Absent when it has
     * no shards.
     */
    readonly shardCount?: number
    /**
     * How many messages a minute the stream assigns at present, over all shards, smoothed and rounded.
     * Absent when not measured.
     */
    readonly messagesPerMinute?: number
    /** What the server's clock read when it answered. Format: datetime. */
    readonly time?: string
    /**
     * The WebSocket subprotocols a consumer can ask for on this stream, the one used when none is
     * asked for first.
     */
    readonly subprotocols: readonly (
      'xrpc.v0.cbor' | 'xrpc.v1.cbor' | 'xrpc.v1.json' | (string & Record<never, never>)
    )[]
  }
}

/** com.atproto.sync.subscribeRepos */
export namespace ComAtprotoSyncSubscribeRepos {
  /**
   * A repository has a new commit. The message holds the difference from the previous commit, as
   * operations and as blocks. A commit may change no record at all: only its revision and signature
   * are new then.
   */
  export interface Commit {
    readonly $type: 'com.atproto.sync.subscribeRepos#commit'
    /** This message's sequence number. */
    readonly seq: number
    /** Deprecated and without meaning; senders write false. */
    readonly rebase: boolean
    /**
     * Deprecated in favour of `#sync` and hard limits on size. True in old streams where a commit had
     * more operations or bytes than fit in a message, so that the rest has to be fetched from the
     * host.
     */
    readonly tooBig: boolean
    /** DID of the account whose repository changed. The other messages call the same field `did`. */
    readonly repo: string
    /** CID of the new commit object, which is among the `blocks`. */
    readonly commit: Link
    /**
     * Revision of the new commit, higher than every earlier one of this repository. The commit object
     * says the same. Format: tid.
     */
    readonly rev: string
    /**
     * Revision of the commit that this one is a difference from, null for a repository's first commit.
     * If a consumer holds another revision than this, it missed something and should fetch the
     * repository. Format: tid.
     */
    readonly since: string | null
    /**
     * A CAR file, at most 2,000,000 bytes long, whose first root is the CID of the commit. It contains
     * the commit object, the records written, and the tree nodes that are new since the previous
     * commit.
     */
    readonly blocks: Bytes
    /** What the commit did to single records, at most 200 operations. Empty when no record changed. */
    readonly ops: readonly RepoOp[]
    /**
     * Deprecated; expect an empty array. Links to blobs that records of this commit mention for the
     * first time.
     */
    readonly blobs: readonly Link[]
    /**
     * Root of the record tree before this commit: the `data` of the commit object at revision `since`.
     * Whoever verifies operations by undoing them on the tree needs it. Absent on a first commit and
     * from hosts that do not support this verification.
     */
    readonly prevData?: Link
    /**
     * When the host first sent the message out. A claim of the sender's clock: order by `seq`. Format:
     * datetime.
     */
    readonly time: string
  }

  /**
   * States a repository's current commit without the difference from the previous one. Hosts send it
   * when the chain of commits broke, after data was lost, or when they do not know what came before;
   * consumers compare it with what they hold and fetch the repository if it differs.
   */
  export interface Sync {
    readonly $type: 'com.atproto.sync.subscribeRepos#sync'
    /** This message's sequence number. */
    readonly seq: number
    /** DID of the account that owns the repository, the same as in the commit object. */
    readonly did: string
    /**
     * A CAR file, at most 10,000 bytes long, that contains the commit object and has the commit's CID
     * as first root. Nothing else needs to be in it.
     */
    readonly blocks: Bytes
    /** Revision of the commit, the same as in the commit object. */
    readonly rev: string
    /** When the host first sent the message out, by its own clock. Format: datetime. */
    readonly time: string
  }

  /**
   * Something about an account's identity may have changed: its handle, its signing key, or the host
   * of its repository. The message is a prompt and not the new state: whoever caches DID documents
   * or handles should resolve them again.
   */
  export interface Identity {
    readonly $type: 'com.atproto.sync.subscribeRepos#identity'
    /** This message's sequence number. */
    readonly seq: number
    /** DID of the account to resolve again. */
    readonly did: string
    /** When the host first sent the message out, by its own clock. Format: datetime. */
    readonly time: string
    /**
     * The account's handle at that time, `handle.invalid` when it did not resolve both ways. A hint
     * only: the host may have checked it or merely passed on what it was told. Absent when the host
     * leaves it out. Format: handle.
     */
    readonly handle?: string
  }

  /**
   * The status of an account changed at the host that sends this. Each host speaks for itself: a
   * relay that takes an account down says `active` false although the account's PDS may go on
   * serving it.
   */
  export interface Account {
    readonly $type: 'com.atproto.sync.subscribeRepos#account'
    /** This message's sequence number. */
    readonly seq: number
    /** DID of the account. */
    readonly did: string
    /** When the host first sent the message out, by its own clock. Format: datetime. */
    readonly time: string
    /** Whether this host has the account's repository and gives it out. */
    readonly active: boolean
    /** Why the account is not active. Absent when there is no reason to give. */
    readonly status?:
      | 'takendown'
      | 'suspended'
      | 'deleted'
      | 'deactivated'
      | 'desynchronized'
      | 'throttled'
      | (string & Record<never, never>)
  }

  /** A notice about the stream that needs no answer and ends nothing. It has no sequence number. */
  export interface Info {
    readonly $type: 'com.atproto.sync.subscribeRepos#info'
    /**
     * Which notice this is. `OutdatedCursor`: the cursor asked for is older than what is retained, so
     * the replay starts at the oldest retained message and those in between are lost to this consumer.
     */
    readonly name: 'OutdatedCursor' | (string & Record<never, never>)
    /**
     * The same for people to read, in no fixed wording. Absent when there is nothing to add to the
     * name.
     */
    readonly message?: string
  }

  /**
   * Where a connection stands in its stream and where the stream ends. The message is about one
   * connection: it carries no sequence number, is not persisted and is never replayed. It comes
   * first on every connection, before `#info` and before any sequenced message; again where the
   * replay of persisted messages gives way to new ones; at intervals during a long replay; and on a
   * connection to which nothing sequenced was sent for a while. Neither `cursor` nor `highestSeq`
   * ever decreases on a connection.
   */
  export interface Cursor {
    readonly $type: 'com.atproto.sync.subscribeRepos#cursor'
    /**
     * The connection's position: every message it asked for whose sequence number is at most this has
     * been sent. A consumer that saves the value and reconnects with it misses nothing. 0 while
     * nothing has been sent and nothing was skipped; connecting with 0 replays all that is retained.
     * At least 0.
     */
    readonly cursor: number
    /**
     * The highest sequence number the stream has assigned, 0 when it never had a message. Messages
     * that a shard or a filter leaves out count too, so this may exceed the sequence number of
     * anything sent here. At least 0.
     */
    readonly highestSeq: number
    /**
     * False while the server replays persisted messages, true once it passes on new ones as they come.
     * It turns false again when a consumer that fell behind is moved back to reading the log.
     */
    readonly live: boolean
    /**
     * The oldest sequence number that can still be replayed. A consumer whose saved cursor is lower
     * may have missed messages. Absent when nothing is retained or the server does not know. At least
     * 1.
     */
    readonly lowestSeq?: number
    /**
     * How this host makes sequence numbers. `counter`: they tell order and nothing else.
     * `unix-micros`: microseconds since the UNIX epoch, strictly increasing, so that a cursor can be
     * computed from a time and a message's age be read from its number. When absent, assume no more
     * than with `counter`.
     */
    readonly seqScheme?: 'counter' | 'unix-micros' | (string & Record<never, never>)
    /**
     * An opaque name, at most 128 bytes long, for the space that the sequence numbers belong to. Save
     * it with the cursor: where another connection gives a different name, the numbers of the two
     * cannot be compared. Absent when the host does not name its space.
     */
    readonly sequenceId?: string
    /**
     * The largest shard count the server accepts for this stream, a power of two. Absent when it has
     * no shards: it then ignores the parameters `shard` and `shardCount`, and sends every message.
     */
    readonly shardCount?: number
    /**
     * How many messages are left to send on this connection up to `highestSeq`. Absent when counting
     * them would cost the server much.
     */
    readonly pendingMessages?: number
    /**
     * How many bytes the messages left to send up to `highestSeq` take, before any compression. Absent
     * when adding them up would cost the server much.
     */
    readonly pendingBytes?: number
    /**
     * How many messages a minute the stream assigns at present, over all shards, smoothed and rounded.
     * Absent when not measured.
     */
    readonly messagesPerMinute?: number
    /**
     * What the server's clock read when it made this message. The offset from the consumer's own clock
     * matters where ages are read from `unix-micros` numbers. Format: datetime.
     */
    readonly time?: string
  }

  /** What a commit did to one record. */
  export interface RepoOp {
    readonly $type?: 'com.atproto.sync.subscribeRepos#repoOp'
    /** What was done to the record. */
    readonly action: 'create' | 'update' | 'delete' | (string & Record<never, never>)
    /** The record's place in the repository: collection NSID, a slash, and record key. */
    readonly path: string
    /** CID of the record as it was written; null when it was deleted. */
    readonly cid: Link | null
    /**
     * CID of the record as it was before an update or deletion, which undoing the operation on the
     * tree needs. Absent for a record that was created, and from hosts that do not support undoing.
     */
    readonly prev?: Link
  }

  /** Every message of the stream. */
  export type Message = Commit | Sync | Identity | Account | Info | Cursor

  /** The errors that the stream declares. */
  export type ErrorName = 'FutureCursor' | 'ConsumerTooSlow' | 'InvalidShard'

  /** Every frame of `xrpc.v1.cbor` and `xrpc.v1.json`. */
  export type Frame = V1Frame<Message, ErrorName>
}

/** network.bsky.jetstream.subscribeEvents */
export namespace NetworkBskyJetstreamSubscribeEvents {
  /** One record was created, updated or deleted. */
  export interface Commit {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#commit'
    /** This event's sequence number, which Jetstream assigns. No two events share one. */
    readonly seq: number
    /** DID of the account whose record it is. */
    readonly did: string
    /**
     * The time to show for the event, to the microsecond: when Jetstream received it, or what the
     * operator set by importing older times. A cursor that is a time is looked up by time of receipt;
     * resuming from an imported one may lead elsewhere. Format: datetime.
     */
    readonly time: string
    /** Revision of the repository's commit that the record was part of. Format: tid. */
    readonly rev: string
    /** What was done to the record. */
    readonly operation: 'create' | 'update' | 'delete' | (string & Record<never, never>)
    /** NSID of the record's collection. */
    readonly collection: string
    /** The record's key within the collection. Format: record-key. */
    readonly rkey: string
    /** The record itself, as JSON of the data model. Absent when it was deleted. */
    readonly record?: { readonly [name: string]: unknown }
    /** The record's CID. Absent when it was deleted. */
    readonly cid?: string
  }

  /**
   * Something about an account's identity may have changed: its handle or its DID document. What the
   * relay said comes along unchanged.
   */
  export interface Identity {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#identity'
    /** This event's sequence number, which Jetstream assigns. No two events share one. */
    readonly seq: number
    /** DID of the account. */
    readonly did: string
    /**
     * When Jetstream received the event, to the microsecond. Imports of older times never touch events
     * of this kind. Format: datetime.
     */
    readonly time: string
    /**
     * The identity message as the relay sent it. The relay assigned the `seq` and `time` inside it;
     * neither is a cursor here.
     */
    readonly identity: Omit<ComAtprotoSyncSubscribeRepos.Identity, '$type'>
  }

  /**
   * The status of an account changed: it was activated, deactivated, taken down, deleted or the
   * like. What the relay said comes along unchanged.
   */
  export interface Account {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#account'
    /** This event's sequence number, which Jetstream assigns. No two events share one. */
    readonly seq: number
    /** DID of the account. */
    readonly did: string
    /**
     * When Jetstream received the event, to the microsecond. Imports of older times never touch events
     * of this kind. Format: datetime.
     */
    readonly time: string
    /**
     * The account message as the relay sent it. The relay assigned the `seq` and `time` inside it;
     * neither is a cursor here.
     */
    readonly account: Omit<ComAtprotoSyncSubscribeRepos.Account, '$type'>
  }

  /**
   * A repository's chain of commits broke, and whoever follows it should fetch it anew. What the
   * relay said comes along unchanged. Jetstream's first interface, `/subscribe`, has no such event.
   */
  export interface Sync {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#sync'
    /** This event's sequence number, which Jetstream assigns. No two events share one. */
    readonly seq: number
    /** DID of the account. */
    readonly did: string
    /**
     * When Jetstream received the event, to the microsecond. Imports of older times never touch events
     * of this kind. Format: datetime.
     */
    readonly time: string
    /**
     * The sync message as the relay sent it. The relay assigned the `seq` and `time` inside it;
     * neither is a cursor here.
     */
    readonly sync: Omit<ComAtprotoSyncSubscribeRepos.Sync, '$type'>
  }

  /**
   * A notice about the stream that needs no answer and ends nothing, as in
   * `com.atproto.sync.subscribeRepos`. It has no sequence number and leaves the position where it
   * is.
   */
  export interface Info {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#info'
    /**
     * Which notice this is. `OutdatedCursor`: the cursor was a time before the oldest retained event,
     * and the stream starts at that event instead.
     */
    readonly name: 'OutdatedCursor' | (string & Record<never, never>)
    /**
     * The same for people to read, in no fixed wording; with `OutdatedCursor` it names the sequence
     * number that the stream starts at.
     */
    readonly message?: string
  }

  /**
   * Where a connection stands in its stream and where the stream ends. The message is about one
   * connection: it carries no sequence number, is not persisted and is never replayed. It comes
   * first on every connection, before `#info` and before any sequenced message; again where the
   * replay of persisted messages gives way to new ones; at intervals during a long replay; and on a
   * connection to which nothing sequenced was sent for a while. Neither `cursor` nor `highestSeq`
   * ever decreases on a connection.
   */
  export interface Cursor {
    readonly $type: 'network.bsky.jetstream.subscribeEvents#cursor'
    /**
     * The connection's position: every event it asked for whose sequence number is at most this has
     * been sent. A consumer that saves the value and reconnects with it misses nothing, and may be
     * sent the event of that number again. 0 while nothing has been sent and nothing was skipped. At
     * least 0.
     */
    readonly cursor: number
    /**
     * The highest sequence number the stream has assigned, 0 when it never had a message. Messages
     * that a shard or a filter leaves out count too, so this may exceed the sequence number of
     * anything sent here. At least 0.
     */
    readonly highestSeq: number
    /**
     * False while the server replays persisted messages, true once it passes on new ones as they come.
     * It turns false again when a consumer that fell behind is moved back to reading the log.
     */
    readonly live: boolean
    /**
     * The oldest sequence number that can still be replayed. A consumer whose saved cursor is lower
     * may have missed messages. Absent when nothing is retained or the server does not know. At least
     * 1.
     */
    readonly lowestSeq?: number
    /**
     * How this host makes sequence numbers. `counter`: they tell order and nothing else.
     * `unix-micros`: microseconds since the UNIX epoch, strictly increasing, so that a cursor can be
     * computed from a time and a message's age be read from its number. When absent, assume no more
     * than with `counter`.
     */
    readonly seqScheme?: 'counter' | 'unix-micros' | (string & Record<never, never>)
    /**
     * An opaque name, at most 128 bytes long, for the space that the sequence numbers belong to. Save
     * it with the cursor: where another connection gives a different name, the numbers of the two
     * cannot be compared. Absent when the host does not name its space.
     */
    readonly sequenceId?: string
    /**
     * The largest shard count the server accepts for this stream, a power of two. Absent when it has
     * no shards: it then ignores the parameters `shard` and `shardCount`, and sends every message.
     */
    readonly shardCount?: number
    /**
     * How many messages are left to send on this connection up to `highestSeq`. Absent when counting
     * them would cost the server much.
     */
    readonly pendingMessages?: number
    /**
     * How many bytes the messages left to send up to `highestSeq` take, before any compression. Absent
     * when adding them up would cost the server much.
     */
    readonly pendingBytes?: number
    /**
     * How many messages a minute the stream assigns at present, over all shards, smoothed and rounded.
     * Absent when not measured.
     */
    readonly messagesPerMinute?: number
    /**
     * What the server's clock read when it made this message. The offset from the consumer's own clock
     * matters where ages are read from `unix-micros` numbers. Format: datetime.
     */
    readonly time?: string
  }

  /** Every message of the stream. */
  export type Message = Commit | Identity | Account | Sync | Info | Cursor

  /** The errors that the stream declares. */
  export type ErrorName =
    'ConsumerTooSlow' | 'CursorTooOld' | 'UnknownZstdDictionary' | 'FutureCursor' | 'InvalidShard'

  /** Every frame of `xrpc.v1.cbor` and `xrpc.v1.json`. */
  export type Frame = V1Frame<Message, ErrorName>
}
