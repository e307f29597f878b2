/** CONNECTs that were turned away without asking the database, since the broker started. */
export class DoorCounters {
  banned = 0;
  lockedOut = 0;
  /** Refused a moment before, and refused again. */
  repeated = 0;
  /** Sockets of networks that the installation bans, closed unread. */
  bannedNetwork = 0;
}
