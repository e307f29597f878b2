import type { Limits } from "#core/limits.ts";
import type { BrokerGrants } from "../protocol.ts";
import type { PublishLimits } from "./compose.ts";

/** What may be published: as CONNACK said, and where it said nothing, as this broker is by default. */
export function publishLimits(granted: BrokerGrants | undefined, limits: Limits): PublishLimits {
  return {
    topicLevelsMax: limits.topicLevelsMax,
    topicBytesMax: limits.topicBytesMax,
    maximumPacketSizeBytes: granted?.maximumPacketSizeBytes ?? limits.maximumPacketSizeBytes,
    topicAliasMaximum: granted === undefined ? limits.topicAliasMaximum : granted.topicAliasMaximum,
  };
}
