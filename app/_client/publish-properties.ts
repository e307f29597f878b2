/** The properties that PUBLISH carries in 5.0 (3.3.2.3), sent or received. What is not there is undefined. */
export interface PublishProperties {
  readonly contentType?: string | undefined;
  /** The payload is UTF-8 text; false says nothing of it, as does leaving it out. */
  readonly payloadIsUtf8?: boolean | undefined;
  readonly messageExpiryIntervalSeconds?: number | undefined;
  readonly topicAlias?: number | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlationData?: Uint8Array<ArrayBuffer> | undefined;
  /** In order; a name may come more than once. */
  readonly userProperties?: readonly (readonly [string, string])[] | undefined;
  /** Only received: which subscriptions brought it. */
  readonly subscriptionIdentifiers?: readonly number[] | undefined;
}
