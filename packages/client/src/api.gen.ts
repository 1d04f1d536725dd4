// Generated from the OpenAPI document by `npm run docs`; not to be edited.

export type Alarm = {
  readonly id: string;
  readonly tenantId: string;
  /** What it is, such as `device-silent` */
  readonly code: string;
  readonly subject: {
    readonly kind: "tenant" | "application" | "device" | "gateway" | "integration" | "server";
    readonly id: string;
  };
  readonly state: "pending" | "open" | "acknowledged" | "cleared";
  readonly severity: "info" | "warning" | "critical";
  readonly message: string;
  readonly details?: {
    readonly [name: string]: unknown;
  };
  /** How often it was raised */
  readonly count: number;
  readonly raisedAt: string;
  readonly lastRaisedAt: string;
  readonly openedAt?: string;
  /** Its cause seems over; it clears when that lasts */
  readonly endingAt?: string;
  readonly snoozedUntil?: string;
  readonly acknowledgedAt?: string;
  /** `user:<id>` or `key:<id>` */
  readonly acknowledgedBy?: string;
  readonly clearedAt?: string;
  /** Absent when it ended by itself */
  readonly clearedBy?: string;
  readonly note?: string;
};
export type AlarmInput = {
  readonly id: string;
  readonly tenantId: string;
  /** What it is, such as `device-silent` */
  readonly code: string;
  readonly subject: {
    readonly kind: "tenant" | "application" | "device" | "gateway" | "integration" | "server";
    readonly id: string;
  };
  readonly state: "pending" | "open" | "acknowledged" | "cleared";
  readonly severity: "info" | "warning" | "critical";
  readonly message: string;
  readonly details?: {
    readonly [name: string]: unknown;
  };
  /** How often it was raised */
  readonly count: number;
  readonly raisedAt: string;
  readonly lastRaisedAt: string;
  readonly openedAt?: string;
  /** Its cause seems over; it clears when that lasts */
  readonly endingAt?: string;
  readonly snoozedUntil?: string;
  readonly acknowledgedAt?: string;
  /** `user:<id>` or `key:<id>` */
  readonly acknowledgedBy?: string;
  readonly clearedAt?: string;
  /** Absent when it ended by itself */
  readonly clearedBy?: string;
  readonly note?: string;
};
export type AlarmRule = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Codes, or their beginning followed by `*`; all when empty */
  readonly codes: readonly string[];
  /** All kinds when empty */
  readonly subjects: readonly ("tenant" | "application" | "device" | "gateway" | "integration" | "server")[];
  /** All when empty */
  readonly subjectIds: readonly string[];
  readonly minSeverity: "info" | "warning" | "critical";
  /** Such troubles do not become alarms */
  readonly suppress: boolean;
  /** How long a trouble must last */
  readonly raiseAfterS: number;
  /** How long it must be over */
  readonly clearAfterS: number;
  readonly notify: {
    readonly email: readonly string[];
    readonly webhook?: {
      readonly url: string;
      /** Sent along; their values are shown to those who may change them only */
      readonly headers: {
        readonly [name: string]: string;
      };
    };
  };
  readonly createdAt: string;
  readonly version: number;
};
export type AlarmRuleInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly enabled?: boolean;
  /** Codes, or their beginning followed by `*`; all when empty */
  readonly codes?: readonly string[];
  /** All kinds when empty */
  readonly subjects?: readonly ("tenant" | "application" | "device" | "gateway" | "integration" | "server")[];
  /** All when empty */
  readonly subjectIds?: readonly string[];
  readonly minSeverity?: "info" | "warning" | "critical";
  /** Such troubles do not become alarms */
  readonly suppress?: boolean;
  /** How long a trouble must last */
  readonly raiseAfterS?: number;
  /** How long it must be over */
  readonly clearAfterS?: number;
  readonly notify?: {
    readonly email?: readonly string[];
    readonly webhook?: {
      readonly url: string;
      /** Sent along; their values are shown to those who may change them only */
      readonly headers?: {
        readonly [name: string]: string;
      };
    };
  };
  readonly createdAt: string;
  readonly version: number;
};
export type ApiKey = {
  readonly id: string;
  readonly tenantId?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Device-only: it speaks for this device, and that is all */
  readonly deviceId?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
};
export type ApiKeyCreated = {
  readonly id: string;
  readonly tenantId?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Device-only: it speaks for this device, and that is all */
  readonly deviceId?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Shown this once */
  readonly secret: string;
};
export type ApiKeyCreatedInput = {
  readonly id: string;
  readonly tenantId?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Device-only: it speaks for this device, and that is all */
  readonly deviceId?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Shown this once */
  readonly secret: string;
};
export type ApiKeyInput = {
  readonly id: string;
  readonly tenantId?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Device-only: it speaks for this device, and that is all */
  readonly deviceId?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
};
export type Application = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type ApplicationInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type Assessment = {
  readonly position: string;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly deduplicationId: string;
  readonly revision: number;
  readonly rules: string;
  readonly timing: {
    readonly time: string;
    readonly sdNs: number;
    readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
    readonly deliveredAt?: string;
    readonly recordTimes?: readonly string[];
    readonly recordSdNs?: readonly number[];
    readonly outliers?: readonly string[];
  };
  readonly trust: {
    readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
    readonly falseAlarm?: number;
    readonly missProbability?: readonly {
      readonly attacker: string;
      readonly probability: number;
    }[];
    readonly explanation?: string;
    readonly evidence: readonly {
      readonly test: string;
      readonly gatewayId?: string;
      readonly observedHz?: number;
      readonly expectedHz?: number;
      readonly sdHz?: number;
      readonly pValue?: number;
      readonly log10Bayes?: number;
      readonly note?: string;
    }[];
  };
};
export type AssessmentInput = {
  readonly position: string;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly deduplicationId: string;
  readonly revision: number;
  readonly rules: string;
  readonly timing: {
    readonly time: string;
    readonly sdNs: number;
    readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
    readonly deliveredAt?: string;
    readonly recordTimes?: readonly string[];
    readonly recordSdNs?: readonly number[];
    readonly outliers?: readonly string[];
  };
  readonly trust: {
    readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
    readonly falseAlarm?: number;
    readonly missProbability?: readonly {
      readonly attacker: string;
      readonly probability: number;
    }[];
    readonly explanation?: string;
    readonly evidence: readonly {
      readonly test: string;
      readonly gatewayId?: string;
      readonly observedHz?: number;
      readonly expectedHz?: number;
      readonly sdHz?: number;
      readonly pValue?: number;
      readonly log10Bayes?: number;
      readonly note?: string;
    }[];
  };
};
export type Attack = {
  readonly id: string;
  readonly rig: string;
  readonly plan: AttackPlan;
  /** RFC 3339 */
  readonly startedAt: string;
  readonly stoppedAt?: string;
  readonly counts: {
    readonly collided: number;
    readonly recorded: number;
    readonly replayed: number;
  };
  /** What the attacker did last, the newest first */
  readonly steps: readonly ({
    /** RFC 3339 */
    readonly at: string;
    readonly event: "collision" | "recorded" | "replay";
    readonly devEui: string;
    /** Of a replay: after the original */
    readonly delayS?: number;
    /** Of a replay: what the attacker's radios add */
    readonly carrierHz?: number;
    readonly clockPpm?: number;
  })[];
};
export type AttackInput = {
  readonly id: string;
  readonly rig: string;
  readonly plan: AttackPlanInput;
  /** RFC 3339 */
  readonly startedAt: string;
  readonly stoppedAt?: string;
  readonly counts: {
    readonly collided: number;
    readonly recorded: number;
    readonly replayed: number;
  };
  /** What the attacker did last, the newest first */
  readonly steps: readonly ({
    /** RFC 3339 */
    readonly at: string;
    readonly event: "collision" | "recorded" | "replay";
    readonly devEui: string;
    /** Of a replay: after the original */
    readonly delayS?: number;
    /** Of a replay: what the attacker's radios add */
    readonly carrierHz?: number;
    readonly clockPpm?: number;
  })[];
};
export type AttackPlan = ({
  readonly kind: "delay";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  /** When the collision begins, in symbols of the victim */
  readonly lagSymbols: number;
  readonly delayS: number;
  /** Growth of the delay: a ramp */
  readonly rampSPerHour: number;
  readonly calibration: {
    readonly kind: "none";
  } | {
    readonly kind: "paper";
  } | {
    readonly kind: "carrier";
    readonly residualHz: number;
  } | {
    readonly kind: "resample";
    readonly residualHz: number;
  } | {
    readonly kind: "adaptive";
    readonly residualHz: number;
    readonly stepHz: number;
  };
}) | ({
  readonly kind: "replay";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  readonly delayS: number;
  /** Growth of the delay: a ramp */
  readonly rampSPerHour: number;
  readonly calibration: {
    readonly kind: "none";
  } | {
    readonly kind: "paper";
  } | {
    readonly kind: "carrier";
    readonly residualHz: number;
  } | {
    readonly kind: "resample";
    readonly residualHz: number;
  } | {
    readonly kind: "adaptive";
    readonly residualHz: number;
    readonly stepHz: number;
  };
}) | {
  readonly kind: "jam";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  /** When the collision begins, in symbols of the victim */
  readonly lagSymbols: number;
} | {
  readonly kind: "lie";
  /** EUI of the gateway that was taken over */
  readonly gateway: string;
  /** Added to every time it tells */
  readonly offsetS: number;
  /** Frames are handed on so much late */
  readonly holdS: number;
};
export type AttackPlanInput = ({
  readonly kind: "delay";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  /** When the collision begins, in symbols of the victim */
  readonly lagSymbols?: number;
  readonly delayS?: number;
  /** Growth of the delay: a ramp */
  readonly rampSPerHour?: number;
  readonly calibration?: {
    readonly kind: "none";
  } | {
    readonly kind: "paper";
  } | {
    readonly kind: "carrier";
    readonly residualHz: number;
  } | {
    readonly kind: "resample";
    readonly residualHz: number;
  } | {
    readonly kind: "adaptive";
    readonly residualHz: number;
    readonly stepHz: number;
  };
}) | ({
  readonly kind: "replay";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  readonly delayS?: number;
  /** Growth of the delay: a ramp */
  readonly rampSPerHour?: number;
  readonly calibration?: {
    readonly kind: "none";
  } | {
    readonly kind: "paper";
  } | {
    readonly kind: "carrier";
    readonly residualHz: number;
  } | {
    readonly kind: "resample";
    readonly residualHz: number;
  } | {
    readonly kind: "adaptive";
    readonly residualHz: number;
    readonly stepHz: number;
  };
}) | {
  readonly kind: "jam";
  /** DevEUIs; absent: every device the attacker can hear */
  readonly targets?: readonly string[];
  /** Attacks so many frames of a device and then lets as many pass; absent: all */
  readonly burst?: {
    readonly frames: number;
    readonly pause: number;
  };
  /** When the collision begins, in symbols of the victim */
  readonly lagSymbols?: number;
} | {
  readonly kind: "lie";
  /** EUI of the gateway that was taken over */
  readonly gateway: string;
  /** Added to every time it tells */
  readonly offsetS?: number;
  /** Frames are handed on so much late */
  readonly holdS?: number;
};
export type AuthMethods = {
  readonly password: boolean;
  readonly oneTimeLink: boolean;
  /** OpenID Connect providers */
  readonly oidc: readonly {
    readonly id: string;
    /** For the button */
    readonly name: string;
    /** Where the browser goes, `?returnTo=/page` added; `/sign-in#problem=CODE` on refusal */
    readonly startUrl: string;
  }[];
};
export type AuthMethodsInput = {
  readonly password: boolean;
  readonly oneTimeLink: boolean;
  /** OpenID Connect providers */
  readonly oidc: readonly {
    readonly id: string;
    /** For the button */
    readonly name: string;
    /** Where the browser goes, `?returnTo=/page` added; `/sign-in#problem=CODE` on refusal */
    readonly startUrl: string;
  }[];
};
export type CodecTestResult = {
  readonly ok: boolean;
  /** Decoded payload */
  readonly object?: {
    readonly [name: string]: unknown;
  };
  /** What `normalizeUplink` makes of it */
  readonly normalized?: unknown;
  /** Encoded payload */
  readonly data?: string;
  readonly fPort?: number;
  readonly warnings: readonly string[];
  /** What the script wrote to its console */
  readonly logs: readonly string[];
  /** Why it failed, such as `CODEC_THREW` */
  readonly code?: string;
  readonly reason?: string;
};
export type CodecTestResultInput = {
  readonly ok: boolean;
  /** Decoded payload */
  readonly object?: {
    readonly [name: string]: unknown;
  };
  /** What `normalizeUplink` makes of it */
  readonly normalized?: unknown;
  /** Encoded payload */
  readonly data?: string;
  readonly fPort?: number;
  readonly warnings: readonly string[];
  /** What the script wrote to its console */
  readonly logs: readonly string[];
  /** Why it failed, such as `CODEC_THREW` */
  readonly code?: string;
  readonly reason?: string;
};
export type Connector = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly createsDevices: boolean;
  /** As the kind's schema says; see `GET /connector-kinds` */
  readonly settings: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Where the other side calls, with the token as a Bearer token */
  readonly inboundUrl: string;
  /** Since the server started */
  readonly status: {
    /** Of its subscription at a broker */
    readonly connected?: boolean;
    /** Messages since the server started */
    readonly kept: number;
    /** Messages that were there already */
    readonly repeated: number;
    readonly refused: number;
    readonly lastAt?: string;
    readonly lastError?: string;
    readonly backfill?: {
      readonly state: "running" | "done" | "failed";
      readonly kept: number;
      readonly repeated: number;
      readonly error?: string;
    };
  };
  readonly createdAt: string;
  readonly version: number;
};
export type ConnectorCreated = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly createsDevices: boolean;
  /** As the kind's schema says; see `GET /connector-kinds` */
  readonly settings: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Where the other side calls, with the token as a Bearer token */
  readonly inboundUrl: string;
  /** Since the server started */
  readonly status: {
    /** Of its subscription at a broker */
    readonly connected?: boolean;
    /** Messages since the server started */
    readonly kept: number;
    /** Messages that were there already */
    readonly repeated: number;
    readonly refused: number;
    readonly lastAt?: string;
    readonly lastError?: string;
    readonly backfill?: {
      readonly state: "running" | "done" | "failed";
      readonly kept: number;
      readonly repeated: number;
      readonly error?: string;
    };
  };
  readonly createdAt: string;
  readonly version: number;
  /** By which the other side proves itself; shown this once */
  readonly token: string;
};
export type ConnectorCreatedInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly createsDevices: boolean;
  /** As the kind's schema says; see `GET /connector-kinds` */
  readonly settings: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Where the other side calls, with the token as a Bearer token */
  readonly inboundUrl: string;
  /** Since the server started */
  readonly status: {
    /** Of its subscription at a broker */
    readonly connected?: boolean;
    /** Messages since the server started */
    readonly kept: number;
    /** Messages that were there already */
    readonly repeated: number;
    readonly refused: number;
    readonly lastAt?: string;
    readonly lastError?: string;
    readonly backfill?: {
      readonly state: "running" | "done" | "failed";
      readonly kept: number;
      readonly repeated: number;
      readonly error?: string;
    };
  };
  readonly createdAt: string;
  readonly version: number;
  /** By which the other side proves itself; shown this once */
  readonly token: string;
};
export type ConnectorInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly createsDevices: boolean;
  /** As the kind's schema says; see `GET /connector-kinds` */
  readonly settings: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Where the other side calls, with the token as a Bearer token */
  readonly inboundUrl: string;
  /** Since the server started */
  readonly status: {
    /** Of its subscription at a broker */
    readonly connected?: boolean;
    /** Messages since the server started */
    readonly kept: number;
    /** Messages that were there already */
    readonly repeated: number;
    readonly refused: number;
    readonly lastAt?: string;
    readonly lastError?: string;
    readonly backfill?: {
      readonly state: "running" | "done" | "failed";
      readonly kept: number;
      readonly repeated: number;
      readonly error?: string;
    };
  };
  readonly createdAt: string;
  readonly version: number;
};
export type ConnectorKind = {
  readonly kind: string;
  readonly title: string;
  /** Can fetch what was missed */
  readonly backfills: boolean;
  /** Can subscribe at the other side's broker */
  readonly subscribes: boolean;
  /** JSON schema of its settings */
  readonly settings: {
    readonly [name: string]: unknown;
  };
};
export type ConnectorKindInput = {
  readonly kind: string;
  readonly title: string;
  /** Can fetch what was missed */
  readonly backfills: boolean;
  /** Can subscribe at the other side's broker */
  readonly subscribes: boolean;
  /** JSON schema of its settings */
  readonly settings: {
    readonly [name: string]: unknown;
  };
};
export type ConnectorToken = {
  readonly token: string;
};
export type ConnectorTokenInput = {
  readonly token: string;
};
export type DeadLetter = {
  readonly id: string;
  readonly event: "up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm";
  readonly devEui: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly message: {
    readonly [name: string]: unknown;
  };
};
export type DeadLetterInput = {
  readonly id: string;
  readonly event: "up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm";
  readonly devEui: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly message: {
    readonly [name: string]: unknown;
  };
};
export type Device = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  readonly disabled: boolean;
  readonly devEui: string;
  readonly joinEui?: string;
  readonly hasAppKey: boolean;
  readonly hasNwkKey: boolean;
  /** `overdue`: silent for more than three of its profile's uplink intervals */
  readonly state?: "never-seen" | "active" | "overdue";
  /** When its newest uplink was received */
  readonly lastSeenAt?: string;
  /** Where it was last */
  readonly location?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
    /** Root mean square of the distance to the truth, as claimed */
    readonly uncertaintyM: number;
    /** How it is known */
    readonly source: "payload-gnss" | "other-network" | "wifi" | "gateway-times" | "gateway-strengths";
    readonly time: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type DeviceImported = {
  readonly dryRun: boolean;
  readonly created: number;
  readonly failed: number;
  readonly ignoredColumns: readonly string[];
  readonly rows: readonly ({
    /** Of the table, with its header; or the place in the list, from 1 */
    readonly line: number;
    readonly devEui?: string;
    /** `ready`: would be created; `not-done`: good, but others were not */
    readonly outcome: "created" | "ready" | "failed" | "not-done";
    readonly id?: string;
    readonly errors?: readonly {
      readonly path: string;
      readonly code: string;
      readonly message: string;
    }[];
  })[];
};
export type DeviceImportedInput = {
  readonly dryRun: boolean;
  readonly created: number;
  readonly failed: number;
  readonly ignoredColumns: readonly string[];
  readonly rows: readonly ({
    /** Of the table, with its header; or the place in the list, from 1 */
    readonly line: number;
    readonly devEui?: string;
    /** `ready`: would be created; `not-done`: good, but others were not */
    readonly outcome: "created" | "ready" | "failed" | "not-done";
    readonly id?: string;
    readonly errors?: readonly {
      readonly path: string;
      readonly code: string;
      readonly message: string;
    }[];
  })[];
};
export type DeviceInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profileId: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  readonly disabled?: boolean;
  readonly devEui: string;
  readonly joinEui?: string;
  readonly hasAppKey: boolean;
  readonly hasNwkKey: boolean;
  /** `overdue`: silent for more than three of its profile's uplink intervals */
  readonly state?: "never-seen" | "active" | "overdue";
  /** When its newest uplink was received */
  readonly lastSeenAt?: string;
  /** Where it was last */
  readonly location?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
    /** Root mean square of the distance to the truth, as claimed */
    readonly uncertaintyM: number;
    /** How it is known */
    readonly source: "payload-gnss" | "other-network" | "wifi" | "gateway-times" | "gateway-strengths";
    readonly time: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type DeviceKeys = {
  readonly appKey?: string;
  readonly nwkKey?: string;
  readonly session?: {
    readonly appSKey?: string;
    /** The NwkSKey of LoRaWAN 1.0 */
    readonly fNwkSIntKey?: string;
    readonly sNwkSIntKey?: string;
    readonly nwkSEncKey?: string;
  };
};
export type DeviceKeysInput = {
  readonly appKey?: string;
  readonly nwkKey?: string;
  readonly session?: {
    readonly appSKey?: string;
    /** The NwkSKey of LoRaWAN 1.0 */
    readonly fNwkSIntKey?: string;
    readonly sNwkSIntKey?: string;
    readonly nwkSEncKey?: string;
  };
};
export type DeviceProfile = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  readonly region: string;
  readonly macVersion: "1.0.0" | "1.0.1" | "1.0.2" | "1.0.3" | "1.0.4" | "1.1.0" | "1.1.1";
  readonly regParamsRevision: "A" | "B" | "RP002-1.0.0" | "RP002-1.0.1" | "RP002-1.0.2" | "RP002-1.0.3" | "RP002-1.0.4" | "RP002-1.0.5";
  readonly supportsJoin: boolean;
  readonly classB?: {
    readonly timeoutS: number;
    readonly pingSlotPeriodicity: number;
    readonly pingSlotDataRate: number;
    readonly pingSlotFreqHz: number;
    readonly beaconFreqHz?: number;
  };
  readonly classC?: {
    readonly timeoutS: number;
  };
  readonly supports32BitFCnt: boolean;
  readonly maxFCntGap: number;
  readonly allowFCntReset: boolean;
  readonly adr: {
    readonly algorithm: string;
    readonly installationMarginDb: number;
    readonly minDataRate?: number;
    readonly maxDataRate?: number;
    readonly maxTxPowerIndex?: number;
  };
  readonly rx: {
    readonly rx1DelayS?: number;
    readonly rx1DrOffset?: number;
    readonly rx2DataRate?: number;
    readonly rx2FreqHz?: number;
  };
  readonly mac?: {
    /** On the air at most 2^−n of the time */
    readonly maxDutyCycle?: number;
    readonly adrAck?: {
      readonly limitExp: number;
      readonly delayExp: number;
    };
    readonly rejoin?: {
      readonly maxTimeN: number;
      readonly maxCountN: number;
    };
  };
  readonly maxEirpDbm?: number;
  /** How often its devices are expected to send; 0 when unknown */
  readonly uplinkIntervalS: number;
  readonly statusRequestsPerDay: number;
  readonly confirmedAttempts?: number;
  readonly flushQueueOnJoin: boolean;
  readonly codec: {
    readonly kind: string;
    readonly source: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type DeviceProfileInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  readonly region?: string;
  readonly macVersion?: "1.0.0" | "1.0.1" | "1.0.2" | "1.0.3" | "1.0.4" | "1.1.0" | "1.1.1";
  readonly regParamsRevision?: "A" | "B" | "RP002-1.0.0" | "RP002-1.0.1" | "RP002-1.0.2" | "RP002-1.0.3" | "RP002-1.0.4" | "RP002-1.0.5";
  readonly supportsJoin?: boolean;
  readonly classB?: {
    readonly timeoutS: number;
    readonly pingSlotPeriodicity: number;
    readonly pingSlotDataRate: number;
    readonly pingSlotFreqHz: number;
    readonly beaconFreqHz?: number;
  };
  readonly classC?: {
    readonly timeoutS: number;
  };
  readonly supports32BitFCnt?: boolean;
  readonly maxFCntGap?: number;
  readonly allowFCntReset?: boolean;
  readonly adr?: {
    readonly algorithm: string;
    readonly installationMarginDb: number;
    readonly minDataRate?: number;
    readonly maxDataRate?: number;
    readonly maxTxPowerIndex?: number;
  };
  readonly rx?: {
    readonly rx1DelayS?: number;
    readonly rx1DrOffset?: number;
    readonly rx2DataRate?: number;
    readonly rx2FreqHz?: number;
  };
  readonly mac?: {
    /** On the air at most 2^−n of the time */
    readonly maxDutyCycle?: number;
    readonly adrAck?: {
      readonly limitExp: number;
      readonly delayExp: number;
    };
    readonly rejoin?: {
      readonly maxTimeN: number;
      readonly maxCountN: number;
    };
  };
  readonly maxEirpDbm?: number;
  /** How often its devices are expected to send; 0 when unknown */
  readonly uplinkIntervalS?: number;
  readonly statusRequestsPerDay?: number;
  readonly confirmedAttempts?: number;
  readonly flushQueueOnJoin?: boolean;
  readonly codec: {
    readonly kind: string;
    readonly source: string;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type DeviceTrust = {
  readonly deviceId: string;
  /** `stepped`: its bias moved for good; a probe or a label has to say why */
  readonly phase: "learning" | "ready" | "stepped";
  /** Frames that the track has learnt from */
  readonly frames: number;
  /** How many more it takes before it judges */
  readonly framesToLearn: number;
  readonly updatedAt?: string;
  /** Absent before the first frame with a frequency */
  readonly track?: {
    /** Where the next frame is expected, on this gauge */
    readonly biasPpm: number;
    /** The same at 868.1 MHz or the device's usual channel */
    readonly biasHz: number;
    /** Of the next frame around that, one standard deviation */
    readonly sdPpm: number;
    readonly slopePpmPerHour: number;
    /** Its place over weeks: a slow ramp cannot drag it */
    readonly anchorPpm: number;
    readonly anchorSdPpm: number;
    /** Sum of small deviations of one sign, in σ; alarm at 12 */
    readonly cusum: number;
    /** Learnt from temperatures in payloads */
    readonly temperature?: {
      readonly ppmPerC: number;
      readonly sdPpmPerC: number;
      readonly lagS: number;
    };
    readonly channels: readonly {
      readonly freqHz: number;
      readonly bwHz: number;
      /** This channel's own offset beside the track */
      readonly residualHz: number;
      readonly sdHz: number;
    }[];
    readonly gateways: readonly ({
      readonly gatewayId: string;
      readonly instrument: "sdr" | "concentrator";
      readonly offsetPpm: number;
      readonly sdPpm: number;
      readonly frames: number;
    })[];
  };
  /** How often an attack of a kind would pass unnoticed now */
  readonly misses: readonly {
    readonly attacker: string;
    readonly probability: number;
  }[];
  readonly schedule?: {
    readonly kind: "periodic" | "hopping" | "tick";
    readonly periodS?: number;
    readonly nextAt?: string;
    readonly sdS: number;
    readonly driftPpm?: number;
    readonly frames: number;
  };
  readonly probes: {
    readonly sent: number;
    /** In the very next frame: the uplink was not held back */
    readonly answeredNext: number;
    readonly unanswered: number;
    /** Longest delay that the last answer allows */
    readonly lastBoundS?: number;
  };
  readonly paths: readonly {
    readonly gatewayId: string;
    /** Of its frames that this gateway hears */
    readonly share: number;
    readonly rssiDbm: number;
    readonly rssiSdDb: number;
  }[];
  readonly signals: readonly {
    readonly code: string;
    readonly since: string;
  }[];
};
export type DeviceTrustInput = {
  readonly deviceId: string;
  /** `stepped`: its bias moved for good; a probe or a label has to say why */
  readonly phase: "learning" | "ready" | "stepped";
  /** Frames that the track has learnt from */
  readonly frames: number;
  /** How many more it takes before it judges */
  readonly framesToLearn: number;
  readonly updatedAt?: string;
  /** Absent before the first frame with a frequency */
  readonly track?: {
    /** Where the next frame is expected, on this gauge */
    readonly biasPpm: number;
    /** The same at 868.1 MHz or the device's usual channel */
    readonly biasHz: number;
    /** Of the next frame around that, one standard deviation */
    readonly sdPpm: number;
    readonly slopePpmPerHour: number;
    /** Its place over weeks: a slow ramp cannot drag it */
    readonly anchorPpm: number;
    readonly anchorSdPpm: number;
    /** Sum of small deviations of one sign, in σ; alarm at 12 */
    readonly cusum: number;
    /** Learnt from temperatures in payloads */
    readonly temperature?: {
      readonly ppmPerC: number;
      readonly sdPpmPerC: number;
      readonly lagS: number;
    };
    readonly channels: readonly {
      readonly freqHz: number;
      readonly bwHz: number;
      /** This channel's own offset beside the track */
      readonly residualHz: number;
      readonly sdHz: number;
    }[];
    readonly gateways: readonly ({
      readonly gatewayId: string;
      readonly instrument: "sdr" | "concentrator";
      readonly offsetPpm: number;
      readonly sdPpm: number;
      readonly frames: number;
    })[];
  };
  /** How often an attack of a kind would pass unnoticed now */
  readonly misses: readonly {
    readonly attacker: string;
    readonly probability: number;
  }[];
  readonly schedule?: {
    readonly kind: "periodic" | "hopping" | "tick";
    readonly periodS?: number;
    readonly nextAt?: string;
    readonly sdS: number;
    readonly driftPpm?: number;
    readonly frames: number;
  };
  readonly probes: {
    readonly sent: number;
    /** In the very next frame: the uplink was not held back */
    readonly answeredNext: number;
    readonly unanswered: number;
    /** Longest delay that the last answer allows */
    readonly lastBoundS?: number;
  };
  readonly paths: readonly {
    readonly gatewayId: string;
    /** Of its frames that this gateway hears */
    readonly share: number;
    readonly rssiDbm: number;
    readonly rssiSdDb: number;
  }[];
  readonly signals: readonly {
    readonly code: string;
    readonly since: string;
  }[];
};
export type EnrichmentKind = {
  readonly kind: string;
  readonly title: string;
  /** JSON schema of its settings */
  readonly settings: {
    readonly [name: string]: unknown;
  };
};
export type EnrichmentKindInput = {
  readonly kind: string;
  readonly title: string;
  /** JSON schema of its settings */
  readonly settings: {
    readonly [name: string]: unknown;
  };
};
export type EnrichmentSource = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: string;
  readonly name: string;
  /** Its values stand at `external.<field>` of decoded payloads and in series */
  readonly field: string;
  readonly enabled: boolean;
  /** How often it is asked */
  readonly refreshMinutes: number;
  /** How long its last word holds; frames that come later get none */
  readonly holdsMinutes: number;
  /** As the kind's schema says; see `GET /enrichment-kinds` */
  readonly settings: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Since the server started */
  readonly status: {
    /** Answers that were kept */
    readonly fetched: number;
    /** Questions without an answer that could be used */
    readonly failed: number;
    /** Places that it is asked about */
    readonly spots: number;
    /** Times that a place was one too many */
    readonly refusedSpots: number;
    /** When it last had an answer */
    readonly lastAt?: string;
    /** Absent when the last question was answered */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
};
export type EnrichmentSourceInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: string;
  readonly name: string;
  /** Its values stand at `external.<field>` of decoded payloads and in series */
  readonly field: string;
  readonly enabled?: boolean;
  /** How often it is asked */
  readonly refreshMinutes?: number;
  /** How long its last word holds; frames that come later get none */
  readonly holdsMinutes?: number;
  /** As the kind's schema says; see `GET /enrichment-kinds` */
  readonly settings?: {
    readonly [name: string]: unknown;
  };
  readonly hasSecret: boolean;
  /** Since the server started */
  readonly status: {
    /** Answers that were kept */
    readonly fetched: number;
    /** Questions without an answer that could be used */
    readonly failed: number;
    /** Places that it is asked about */
    readonly spots: number;
    /** Times that a place was one too many */
    readonly refusedSpots: number;
    /** When it last had an answer */
    readonly lastAt?: string;
    /** Absent when the last question was answered */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
};
export type Event = {
  readonly position: string;
  readonly type: "reception" | "sighting" | "sdr-health" | "snippet" | "gateway-stats" | "foreign-traffic" | "join" | "activation" | "uplink" | "observation" | "refusal" | "downlink" | "tx-ack" | "delivery" | "multicast-downlink" | "multicast-delivery" | "device-status" | "location" | "reported-temperature" | "external-data" | "assessment" | "trust-label" | "alarm-signal" | "alarm" | "change";
  readonly tenantId: string;
  /** The device or gateway that it belongs to */
  readonly key: string;
  readonly time: string;
  readonly body: {
    readonly [name: string]: unknown;
  };
};
export type EventInput = {
  readonly position: string;
  readonly type: "reception" | "sighting" | "sdr-health" | "snippet" | "gateway-stats" | "foreign-traffic" | "join" | "activation" | "uplink" | "observation" | "refusal" | "downlink" | "tx-ack" | "delivery" | "multicast-downlink" | "multicast-delivery" | "device-status" | "location" | "reported-temperature" | "external-data" | "assessment" | "trust-label" | "alarm-signal" | "alarm" | "change";
  readonly tenantId: string;
  /** The device or gateway that it belongs to */
  readonly key: string;
  readonly time: string;
  readonly body: {
    readonly [name: string]: unknown;
  };
};
export type FrameDetails = {
  readonly id: string;
  readonly kind: "uplink" | "join";
  readonly position: string;
  readonly deviceId: string;
  readonly deviceName?: string;
  readonly devEui: string;
  readonly applicationId: string;
  /** When the network server decided on it */
  readonly time: string;
  readonly fCnt?: number;
  readonly fPort?: number;
  /** Plaintext of the payload */
  readonly data?: string;
  /** What the payload says: decoded, calibrated, enriched */
  readonly object?: unknown;
  readonly codec?: string;
  readonly dataRate?: number;
  readonly freqHz?: number;
  readonly airtimeNs?: number;
  readonly freshness?: "fresh" | "late-backhaul" | "late-radio" | "late";
  readonly explanation: FrameExplanation;
  /** Each gateway's own account */
  readonly receptions: readonly ({
    readonly gatewayId: string;
    readonly gatewayEui: string;
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly authentication: "none" | "token" | "mtls" | "hmac";
    readonly arrivedAt: string;
    readonly arrivedSdNs: number;
    readonly phyPayload: string;
    readonly crc: "ok" | "bad" | "none";
    readonly freqHz: number;
    readonly modulation: {
      readonly kind: "lora";
      readonly sf: number;
      readonly bwHz: number;
      readonly codeRate?: string;
    } | {
      readonly kind: "fsk";
      readonly bitRateBps: number;
    } | {
      readonly kind: "lr-fhss";
      readonly operatingBwHz: number;
      readonly codeRate?: string;
    };
    readonly rssiDbm: number;
    readonly snrDb?: number;
    readonly channel?: number;
    readonly rfChain?: number;
    readonly antenna?: number;
    readonly otherAntennas?: readonly {
      readonly antenna?: number;
      readonly channel?: number;
      readonly rssiDbm: number;
      readonly snrDb?: number;
      readonly foffHz?: number;
      readonly fineTimeNs?: number;
    }[];
    readonly counterUs?: string;
    readonly gatewayTime?: string;
    readonly hostTime?: string;
    readonly gpsTimeNs?: string;
    readonly gatewayTimeSdNs?: number;
    readonly fineTimeNs?: number;
    readonly foffHz?: number;
    readonly lts?: {
      readonly onset: string;
      readonly onsetSdNs: number;
      readonly biasHz: number;
      readonly biasSdHz: number;
      readonly driftHzPerS?: number;
      readonly clockPpm?: number;
      readonly clockSdPpm?: number;
      readonly snrDb?: number;
      readonly ambiguity?: {
        readonly stepNs: number;
        readonly stepHz: number;
      };
      readonly collision?: {
        readonly overlaps: number;
        readonly quality?: number;
        readonly powerStepDb?: number;
      };
      readonly mac?: string;
    };
    readonly context?: string;
    readonly gatewayName?: string;
  })[];
  /** What was thought of it, newest revision first */
  readonly assessments: readonly ({
    readonly deduplicationId: string;
    readonly deviceId: string;
    readonly revision: number;
    readonly rules: string;
    readonly timing: {
      readonly time: string;
      readonly sdNs: number;
      readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
      readonly deliveredAt?: string;
      readonly recordTimes?: readonly string[];
      readonly recordSdNs?: readonly number[];
      readonly outliers?: readonly string[];
    };
    readonly trust: {
      readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
      readonly falseAlarm?: number;
      readonly missProbability?: readonly {
        readonly attacker: string;
        readonly probability: number;
      }[];
      readonly explanation?: string;
      readonly evidence: readonly {
        readonly test: string;
        readonly gatewayId?: string;
        readonly observedHz?: number;
        readonly expectedHz?: number;
        readonly sdHz?: number;
        readonly pValue?: number;
        readonly log10Bayes?: number;
        readonly note?: string;
      }[];
    };
    readonly handling?: "hold" | "release" | "exclude" | "include";
  })[];
  /** What was sent in answer */
  readonly downlinks: readonly ({
    readonly downlinkId: string;
    readonly purpose: "join-accept" | "data" | "mac" | "ack";
    readonly window: "rx1" | "rx2" | "class-b" | "class-c";
    readonly gatewayEui: string;
    readonly gatewayName?: string;
    readonly freqHz: number;
    readonly powerDbm: number;
    readonly startsAt?: string;
    /** `OK`, or why the gateway did not send it */
    readonly status?: string;
    readonly explanation: FrameExplanation;
  })[];
};
export type FrameDetailsInput = {
  readonly id: string;
  readonly kind: "uplink" | "join";
  readonly position: string;
  readonly deviceId: string;
  readonly deviceName?: string;
  readonly devEui: string;
  readonly applicationId: string;
  /** When the network server decided on it */
  readonly time: string;
  readonly fCnt?: number;
  readonly fPort?: number;
  /** Plaintext of the payload */
  readonly data?: string;
  /** What the payload says: decoded, calibrated, enriched */
  readonly object?: unknown;
  readonly codec?: string;
  readonly dataRate?: number;
  readonly freqHz?: number;
  readonly airtimeNs?: number;
  readonly freshness?: "fresh" | "late-backhaul" | "late-radio" | "late";
  readonly explanation: FrameExplanationInput;
  /** Each gateway's own account */
  readonly receptions: readonly ({
    readonly gatewayId: string;
    readonly gatewayEui: string;
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly authentication: "none" | "token" | "mtls" | "hmac";
    readonly arrivedAt: string;
    readonly arrivedSdNs: number;
    readonly phyPayload: string;
    readonly crc: "ok" | "bad" | "none";
    readonly freqHz: number;
    readonly modulation: {
      readonly kind: "lora";
      readonly sf: number;
      readonly bwHz: number;
      readonly codeRate?: string;
    } | {
      readonly kind: "fsk";
      readonly bitRateBps: number;
    } | {
      readonly kind: "lr-fhss";
      readonly operatingBwHz: number;
      readonly codeRate?: string;
    };
    readonly rssiDbm: number;
    readonly snrDb?: number;
    readonly channel?: number;
    readonly rfChain?: number;
    readonly antenna?: number;
    readonly otherAntennas?: readonly {
      readonly antenna?: number;
      readonly channel?: number;
      readonly rssiDbm: number;
      readonly snrDb?: number;
      readonly foffHz?: number;
      readonly fineTimeNs?: number;
    }[];
    readonly counterUs?: string;
    readonly gatewayTime?: string;
    readonly hostTime?: string;
    readonly gpsTimeNs?: string;
    readonly gatewayTimeSdNs?: number;
    readonly fineTimeNs?: number;
    readonly foffHz?: number;
    readonly lts?: {
      readonly onset: string;
      readonly onsetSdNs: number;
      readonly biasHz: number;
      readonly biasSdHz: number;
      readonly driftHzPerS?: number;
      readonly clockPpm?: number;
      readonly clockSdPpm?: number;
      readonly snrDb?: number;
      readonly ambiguity?: {
        readonly stepNs: number;
        readonly stepHz: number;
      };
      readonly collision?: {
        readonly overlaps: number;
        readonly quality?: number;
        readonly powerStepDb?: number;
      };
      readonly mac?: string;
    };
    readonly context?: string;
    readonly gatewayName?: string;
  })[];
  /** What was thought of it, newest revision first */
  readonly assessments: readonly ({
    readonly deduplicationId: string;
    readonly deviceId: string;
    readonly revision: number;
    readonly rules: string;
    readonly timing: {
      readonly time: string;
      readonly sdNs: number;
      readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
      readonly deliveredAt?: string;
      readonly recordTimes?: readonly string[];
      readonly recordSdNs?: readonly number[];
      readonly outliers?: readonly string[];
    };
    readonly trust: {
      readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
      readonly falseAlarm?: number;
      readonly missProbability?: readonly {
        readonly attacker: string;
        readonly probability: number;
      }[];
      readonly explanation?: string;
      readonly evidence: readonly {
        readonly test: string;
        readonly gatewayId?: string;
        readonly observedHz?: number;
        readonly expectedHz?: number;
        readonly sdHz?: number;
        readonly pValue?: number;
        readonly log10Bayes?: number;
        readonly note?: string;
      }[];
    };
    readonly handling?: "hold" | "release" | "exclude" | "include";
  })[];
  /** What was sent in answer */
  readonly downlinks: readonly ({
    readonly downlinkId: string;
    readonly purpose: "join-accept" | "data" | "mac" | "ack";
    readonly window: "rx1" | "rx2" | "class-b" | "class-c";
    readonly gatewayEui: string;
    readonly gatewayName?: string;
    readonly freqHz: number;
    readonly powerDbm: number;
    readonly startsAt?: string;
    /** `OK`, or why the gateway did not send it */
    readonly status?: string;
    readonly explanation: FrameExplanationInput;
  })[];
};
export type FrameExplanation = {
  /** Hexadecimal */
  readonly phyPayload: string;
  readonly summary: string;
  readonly refusal?: {
    readonly code: string;
    readonly reason: string;
  };
  readonly mic?: {
    readonly status: "valid" | "invalid" | "unchecked";
    readonly note: string;
  };
  /** In the order of the bytes, each before its own parts */
  readonly parts: readonly FramePart[];
};
export type FrameExplanationInput = {
  /** Hexadecimal */
  readonly phyPayload: string;
  readonly summary: string;
  readonly refusal?: {
    readonly code: string;
    readonly reason: string;
  };
  readonly mic?: {
    readonly status: "valid" | "invalid" | "unchecked";
    readonly note: string;
  };
  /** In the order of the bytes, each before its own parts */
  readonly parts: readonly FramePartInput[];
};
export type FramePart = {
  /** 0 for parts of the frame, 1 for parts of those, … */
  readonly depth: number;
  readonly name: string;
  /** Offset of its first byte */
  readonly at: number;
  readonly length: number;
  /** As sent, or in clear where `decrypted` */
  readonly hex: string;
  readonly decrypted: boolean;
  readonly value?: unknown;
  readonly meaning: string;
};
export type FramePartInput = {
  /** 0 for parts of the frame, 1 for parts of those, … */
  readonly depth: number;
  readonly name: string;
  /** Offset of its first byte */
  readonly at: number;
  readonly length: number;
  /** As sent, or in clear where `decrypted` */
  readonly hex: string;
  readonly decrypted: boolean;
  readonly value?: unknown;
  readonly meaning: string;
};
export type Gateway = {
  readonly id: string;
  readonly tenantId: string;
  readonly eui: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  readonly location?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
  };
  readonly region: string;
  readonly subBand?: number;
  readonly antennaGainDbi: number;
  readonly cableLossDb: number;
  /** Where there are several, by their numbers; the two fields above stand for the others */
  readonly antennas?: readonly {
    readonly gainDbi: number;
    readonly cableLossDb: number;
  }[];
  readonly subtractsOwnGain: boolean;
  readonly downlinkAllowed: boolean;
  readonly disabled: boolean;
  readonly statsIntervalS: number;
  readonly lastSeenAt?: string;
  readonly reportedLocation?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
  };
  readonly state: "never-seen" | "online" | "offline";
  /** Whether it has a key to vouch for what its SDR saw */
  readonly hasLtsKey: boolean;
  /** How it is connected just now, if it is */
  readonly connection?: {
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly address: string;
    readonly since: string;
    readonly authentication: "none" | "token" | "mtls" | "hmac";
    readonly software?: string;
    readonly roundTripMs: number;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type GatewayAirtime = {
  /** Of the last hour on the air, over all frequencies */
  readonly share: number;
  /** Empty before its first downlink, and where no law counts the time on air */
  readonly subBands: readonly {
    readonly id: string;
    readonly lowHz: number;
    readonly highHz: number;
    /** What the law allows of any hour */
    readonly dutyCycle: number;
    /** What was spent of the last hour */
    readonly usedShare: number;
  }[];
};
export type GatewayAirtimeInput = {
  /** Of the last hour on the air, over all frequencies */
  readonly share: number;
  /** Empty before its first downlink, and where no law counts the time on air */
  readonly subBands: readonly {
    readonly id: string;
    readonly lowHz: number;
    readonly highHz: number;
    /** What the law allows of any hour */
    readonly dutyCycle: number;
    /** What was spent of the last hour */
    readonly usedShare: number;
  }[];
};
export type GatewayAuthority = {
  /** PEM of the authority that gateways shall trust */
  readonly certificate: string;
  /** PEM of the certificates that were revoked */
  readonly revocationList: string;
};
export type GatewayAuthorityInput = {
  /** PEM of the authority that gateways shall trust */
  readonly certificate: string;
  /** PEM of the certificates that were revoked */
  readonly revocationList: string;
};
export type GatewayCertificateCreated = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** PEM; Basics Station's `tc.crt` */
  readonly certificate: string;
  /** PEM, shown this once; Basics Station's `tc.key` */
  readonly privateKey?: string;
  /** PEM of the authority; Basics Station's `tc.trust` */
  readonly authority: string;
};
export type GatewayCertificateCreatedInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** PEM; Basics Station's `tc.crt` */
  readonly certificate: string;
  /** PEM, shown this once; Basics Station's `tc.key` */
  readonly privateKey?: string;
  /** PEM of the authority; Basics Station's `tc.trust` */
  readonly authority: string;
};
export type GatewayCredential = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
};
export type GatewayCredentialInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
};
export type GatewayHours = {
  /** Counts are complete from here on */
  readonly countedSince: string;
  readonly items: readonly {
    /** When the hour began */
    readonly time: string;
    /** Frames that it passed on */
    readonly received: number;
    /** Those with a wrong CRC */
    readonly damaged: number;
    /** Downlinks that it was handed */
    readonly sent: number;
    /** Those that it took */
    readonly acknowledged: number;
    /** Those that it did not take, by what it said, such as `TOO_LATE` */
    readonly refused: {
      readonly [name: string]: number;
    };
  }[];
};
export type GatewayHoursInput = {
  /** Counts are complete from here on */
  readonly countedSince: string;
  readonly items: readonly {
    /** When the hour began */
    readonly time: string;
    /** Frames that it passed on */
    readonly received: number;
    /** Those with a wrong CRC */
    readonly damaged: number;
    /** Downlinks that it was handed */
    readonly sent: number;
    /** Those that it took */
    readonly acknowledged: number;
    /** Those that it did not take, by what it said, such as `TOO_LATE` */
    readonly refused: {
      readonly [name: string]: number;
    };
  }[];
};
export type GatewayInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly eui: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  readonly location?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
  };
  readonly region?: string;
  readonly subBand?: number;
  readonly antennaGainDbi?: number;
  readonly cableLossDb?: number;
  /** Where there are several, by their numbers; the two fields above stand for the others */
  readonly antennas?: readonly {
    readonly gainDbi: number;
    readonly cableLossDb: number;
  }[];
  readonly subtractsOwnGain?: boolean;
  readonly downlinkAllowed?: boolean;
  readonly disabled?: boolean;
  readonly statsIntervalS?: number;
  readonly lastSeenAt?: string;
  readonly reportedLocation?: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly altitudeM?: number;
  };
  readonly state: "never-seen" | "online" | "offline";
  /** Whether it has a key to vouch for what its SDR saw */
  readonly hasLtsKey: boolean;
  /** How it is connected just now, if it is */
  readonly connection?: {
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly address: string;
    readonly since: string;
    readonly authentication: "none" | "token" | "mtls" | "hmac";
    readonly software?: string;
    readonly roundTripMs: number;
  };
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type GatewayTokenCreated = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** Shown this once. Basics Station's `tc.key`: `Authorization: Bearer <token>`; MQTT: the password, with the EUI as user name */
  readonly token: string;
};
export type GatewayTokenCreatedInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly gatewayId: string;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** Of a certificate */
  readonly serial?: string;
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** Shown this once. Basics Station's `tc.key`: `Authorization: Bearer <token>`; MQTT: the password, with the EUI as user name */
  readonly token: string;
};
export type GatewayTrust = {
  readonly gatewayId: string;
  readonly updatedAt?: string;
  readonly receiver?: {
    /** Movement since the start, or against pilots */
    readonly offsetPpm: number;
    readonly ratePpmPerHour: number;
    /** What the frames of different devices move together */
    readonly commonSdPpm: number;
    /** The gauge */
    readonly reference: "pilots" | "devices";
    readonly pilots: number;
    /** That took part lately */
    readonly devices: number;
  };
  readonly clock?: {
    /** It states GPS time or an onset of its SDR */
    readonly disciplined: boolean;
    readonly counterSdMs?: number;
    readonly steps: number;
  };
  readonly orphans: readonly {
    readonly onset: string;
    readonly freqHz: number;
    readonly sf: number;
    readonly biasHz: number;
  }[];
  readonly signals: readonly {
    readonly code: string;
    readonly since: string;
  }[];
};
export type GatewayTrustInput = {
  readonly gatewayId: string;
  readonly updatedAt?: string;
  readonly receiver?: {
    /** Movement since the start, or against pilots */
    readonly offsetPpm: number;
    readonly ratePpmPerHour: number;
    /** What the frames of different devices move together */
    readonly commonSdPpm: number;
    /** The gauge */
    readonly reference: "pilots" | "devices";
    readonly pilots: number;
    /** That took part lately */
    readonly devices: number;
  };
  readonly clock?: {
    /** It states GPS time or an onset of its SDR */
    readonly disciplined: boolean;
    readonly counterSdMs?: number;
    readonly steps: number;
  };
  readonly orphans: readonly {
    readonly onset: string;
    readonly freqHz: number;
    readonly sf: number;
    readonly biasHz: number;
  }[];
  readonly signals: readonly {
    readonly code: string;
    readonly since: string;
  }[];
};
export type Hopping = {
  readonly enabled: boolean;
  readonly sliceMs?: number;
  readonly minSlices?: number;
  readonly maxSlices?: number;
  readonly agreement?: "session-key" | "x25519";
  /** 64 hexadecimal digits, for `x25519` */
  readonly serverPublicKey?: string;
};
export type HoppingInput = {
  readonly enabled: boolean;
  readonly sliceMs?: number;
  readonly minSlices?: number;
  readonly maxSlices?: number;
  readonly agreement?: "session-key" | "x25519";
  /** 64 hexadecimal digits, for `x25519` */
  readonly serverPublicKey?: string;
};
export type InboundAnswer = {
  readonly kept: number;
  /** There already */
  readonly repeated: number;
  readonly refused: readonly {
    readonly code: string;
    readonly reason: string;
  }[];
};
export type InboundAnswerInput = {
  readonly kept: number;
  /** There already */
  readonly repeated: number;
  readonly refused: readonly {
    readonly code: string;
    readonly reason: string;
  }[];
};
export type Integration = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: "webhook" | "mqtt" | "influxdb" | "postgresql" | "amqp" | "nats" | "kafka";
  readonly name: string;
  readonly enabled: boolean;
  readonly webhook?: {
    /** Where events are sent, by POST */
    readonly url: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Sent along; their values are shown to those who may change them only */
    readonly headers: {
      readonly [name: string]: string;
    };
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format: "chirpstack" | "the-things-stack";
    /** More than one: bodies are lists of items with `event` and `eventId` */
    readonly batch: number;
  };
  readonly mqtt?: {
    /** Such as `mqtts://broker.example:8883` */
    readonly url: string;
    readonly username?: string;
    readonly qos: 0 | 1;
    readonly retain: boolean;
    /** Before every topic, such as `site-7/` */
    readonly topicPrefix: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format: "chirpstack" | "the-things-stack";
  };
  readonly influxdb?: {
    /** Such as `https://influx.example:8086` */
    readonly url: string;
    readonly organization: string;
    readonly bucket: string;
  };
  readonly postgresql?: {
    /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
    readonly url: string;
    /** Certificates are verified; without, everything passes in plain text */
    readonly tls: boolean;
    /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
    readonly schema: string;
    /** Make hypertables of them (TimescaleDB) */
    readonly timescale: boolean;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly amqp?: {
    /** Such as `amqps://mq.example/iot`; its path is the virtual host */
    readonly url: string;
    readonly username: string;
    /** It has to be there */
    readonly exchange: string;
    readonly routingKey: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly nats?: {
    /** Such as `tls://nats.example:4222` */
    readonly url: string;
    /** Without one the secret is a token */
    readonly username?: string;
    readonly subjectPrefix: string;
    /** A stream takes the subjects and confirms each message; without it nobody does */
    readonly jetStream: boolean;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly kafka?: {
    /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
    readonly url: string;
    /** Without one there is no SASL */
    readonly username?: string;
    readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
    /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
    readonly topic: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  /** Absent while it is switched off */
  readonly status?: {
    /** Since the server started */
    readonly delivered: number;
    /** Refused for good by the other side: dead letters */
    readonly refused: number;
    /** Attempts that failed and are repeated */
    readonly failures: number;
    /** While the other side does not take events */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
};
export type IntegrationCreated = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: "webhook" | "mqtt" | "influxdb" | "postgresql" | "amqp" | "nats" | "kafka";
  readonly name: string;
  readonly enabled: boolean;
  readonly webhook?: {
    /** Where events are sent, by POST */
    readonly url: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Sent along; their values are shown to those who may change them only */
    readonly headers: {
      readonly [name: string]: string;
    };
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format: "chirpstack" | "the-things-stack";
    /** More than one: bodies are lists of items with `event` and `eventId` */
    readonly batch: number;
  };
  readonly mqtt?: {
    /** Such as `mqtts://broker.example:8883` */
    readonly url: string;
    readonly username?: string;
    readonly qos: 0 | 1;
    readonly retain: boolean;
    /** Before every topic, such as `site-7/` */
    readonly topicPrefix: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format: "chirpstack" | "the-things-stack";
  };
  readonly influxdb?: {
    /** Such as `https://influx.example:8086` */
    readonly url: string;
    readonly organization: string;
    readonly bucket: string;
  };
  readonly postgresql?: {
    /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
    readonly url: string;
    /** Certificates are verified; without, everything passes in plain text */
    readonly tls: boolean;
    /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
    readonly schema: string;
    /** Make hypertables of them (TimescaleDB) */
    readonly timescale: boolean;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly amqp?: {
    /** Such as `amqps://mq.example/iot`; its path is the virtual host */
    readonly url: string;
    readonly username: string;
    /** It has to be there */
    readonly exchange: string;
    readonly routingKey: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly nats?: {
    /** Such as `tls://nats.example:4222` */
    readonly url: string;
    /** Without one the secret is a token */
    readonly username?: string;
    readonly subjectPrefix: string;
    /** A stream takes the subjects and confirms each message; without it nobody does */
    readonly jetStream: boolean;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly kafka?: {
    /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
    readonly url: string;
    /** Without one there is no SASL */
    readonly username?: string;
    readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
    /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
    readonly topic: string;
    /** All kinds when empty */
    readonly events: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  /** Absent while it is switched off */
  readonly status?: {
    /** Since the server started */
    readonly delivered: number;
    /** Refused for good by the other side: dead letters */
    readonly refused: number;
    /** Attempts that failed and are repeated */
    readonly failures: number;
    /** While the other side does not take events */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
  /** Signs what is sent; shown this once */
  readonly secret?: string;
};
export type IntegrationCreatedInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: "webhook" | "mqtt" | "influxdb" | "postgresql" | "amqp" | "nats" | "kafka";
  readonly name: string;
  readonly enabled: boolean;
  readonly webhook?: {
    /** Where events are sent, by POST */
    readonly url: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Sent along; their values are shown to those who may change them only */
    readonly headers?: {
      readonly [name: string]: string;
    };
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format?: "chirpstack" | "the-things-stack";
    /** More than one: bodies are lists of items with `event` and `eventId` */
    readonly batch?: number;
  };
  readonly mqtt?: {
    /** Such as `mqtts://broker.example:8883` */
    readonly url: string;
    readonly username?: string;
    readonly qos?: 0 | 1;
    readonly retain?: boolean;
    /** Before every topic, such as `site-7/` */
    readonly topicPrefix?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format?: "chirpstack" | "the-things-stack";
  };
  readonly influxdb?: {
    /** Such as `https://influx.example:8086` */
    readonly url: string;
    readonly organization: string;
    readonly bucket: string;
  };
  readonly postgresql?: {
    /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
    readonly url: string;
    /** Certificates are verified; without, everything passes in plain text */
    readonly tls?: boolean;
    /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
    readonly schema?: string;
    /** Make hypertables of them (TimescaleDB) */
    readonly timescale?: boolean;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly amqp?: {
    /** Such as `amqps://mq.example/iot`; its path is the virtual host */
    readonly url: string;
    readonly username: string;
    /** It has to be there */
    readonly exchange?: string;
    readonly routingKey?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly nats?: {
    /** Such as `tls://nats.example:4222` */
    readonly url: string;
    /** Without one the secret is a token */
    readonly username?: string;
    readonly subjectPrefix?: string;
    /** A stream takes the subjects and confirms each message; without it nobody does */
    readonly jetStream?: boolean;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly kafka?: {
    /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
    readonly url: string;
    /** Without one there is no SASL */
    readonly username?: string;
    readonly mechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
    /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
    readonly topic?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  /** Absent while it is switched off */
  readonly status?: {
    /** Since the server started */
    readonly delivered: number;
    /** Refused for good by the other side: dead letters */
    readonly refused: number;
    /** Attempts that failed and are repeated */
    readonly failures: number;
    /** While the other side does not take events */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
  /** Signs what is sent; shown this once */
  readonly secret?: string;
};
export type IntegrationInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly kind: "webhook" | "mqtt" | "influxdb" | "postgresql" | "amqp" | "nats" | "kafka";
  readonly name: string;
  readonly enabled: boolean;
  readonly webhook?: {
    /** Where events are sent, by POST */
    readonly url: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Sent along; their values are shown to those who may change them only */
    readonly headers?: {
      readonly [name: string]: string;
    };
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format?: "chirpstack" | "the-things-stack";
    /** More than one: bodies are lists of items with `event` and `eventId` */
    readonly batch?: number;
  };
  readonly mqtt?: {
    /** Such as `mqtts://broker.example:8883` */
    readonly url: string;
    readonly username?: string;
    readonly qos?: 0 | 1;
    readonly retain?: boolean;
    /** Before every topic, such as `site-7/` */
    readonly topicPrefix?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
    /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
    readonly format?: "chirpstack" | "the-things-stack";
  };
  readonly influxdb?: {
    /** Such as `https://influx.example:8086` */
    readonly url: string;
    readonly organization: string;
    readonly bucket: string;
  };
  readonly postgresql?: {
    /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
    readonly url: string;
    /** Certificates are verified; without, everything passes in plain text */
    readonly tls?: boolean;
    /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
    readonly schema?: string;
    /** Make hypertables of them (TimescaleDB) */
    readonly timescale?: boolean;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly amqp?: {
    /** Such as `amqps://mq.example/iot`; its path is the virtual host */
    readonly url: string;
    readonly username: string;
    /** It has to be there */
    readonly exchange?: string;
    readonly routingKey?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly nats?: {
    /** Such as `tls://nats.example:4222` */
    readonly url: string;
    /** Without one the secret is a token */
    readonly username?: string;
    readonly subjectPrefix?: string;
    /** A stream takes the subjects and confirms each message; without it nobody does */
    readonly jetStream?: boolean;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  readonly kafka?: {
    /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
    readonly url: string;
    /** Without one there is no SASL */
    readonly username?: string;
    readonly mechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
    /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
    readonly topic?: string;
    /** All kinds when empty */
    readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
  };
  /** Absent while it is switched off */
  readonly status?: {
    /** Since the server started */
    readonly delivered: number;
    /** Refused for good by the other side: dead letters */
    readonly refused: number;
    /** Attempts that failed and are repeated */
    readonly failures: number;
    /** While the other side does not take events */
    readonly lastError?: string;
  };
  readonly createdAt: string;
  readonly version: number;
};
export type Join = {
  readonly position: string;
  readonly deduplicationId: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly deviceId: string;
  readonly deviceName?: string;
  readonly devEui: string;
  readonly joinEui: string;
  readonly devAddr: string;
  readonly devNonce: number;
  readonly time: string;
  readonly receptions: readonly {
    readonly gatewayId: string;
    readonly gatewayEui: string;
    /** Absent for gateways of others */
    readonly gatewayName?: string;
    readonly rssiDbm: number;
    readonly snrDb?: number;
  }[];
};
export type JoinInput = {
  readonly position: string;
  readonly deduplicationId: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly deviceId: string;
  readonly deviceName?: string;
  readonly devEui: string;
  readonly joinEui: string;
  readonly devAddr: string;
  readonly devNonce: number;
  readonly time: string;
  readonly receptions: readonly {
    readonly gatewayId: string;
    readonly gatewayEui: string;
    /** Absent for gateways of others */
    readonly gatewayName?: string;
    readonly rssiDbm: number;
    readonly snrDb?: number;
  }[];
};
export type LtsKeySet = {
  /** Where it was made here; shown this once */
  readonly key?: string;
};
export type LtsKeySetInput = {
  /** Where it was made here; shown this once */
  readonly key?: string;
};
export type Me = {
  readonly kind: "user" | "api-key";
  readonly name: string;
  readonly email?: string;
  readonly isServerAdmin: boolean;
  readonly tenants: readonly {
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly string[];
    /** May make, change and remove owners */
    readonly managesOwners: boolean;
  }[];
};
export type MeInput = {
  readonly kind: "user" | "api-key";
  readonly name: string;
  readonly email?: string;
  readonly isServerAdmin: boolean;
  readonly tenants: readonly {
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly string[];
    /** May make, change and remove owners */
    readonly managesOwners: boolean;
  }[];
};
export type Measurement = {
  /** Of the frame; of roll-ups the beginning of the hour or day */
  readonly time: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Versions of what made it, such as `cayenne-lpp@1;clean@1` */
  readonly madeBy?: string;
};
export type MeasurementInput = {
  /** Of the frame; of roll-ups the beginning of the hour or day */
  readonly time: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Versions of what made it, such as `cayenne-lpp@1;clean@1` */
  readonly madeBy?: string;
};
export type MqttCredential = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly name: string;
  readonly username: string;
  readonly mayCommand: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
};
export type MqttCredentialCreated = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly name: string;
  readonly username: string;
  readonly mayCommand: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Shown this once */
  readonly password: string;
};
export type MqttCredentialCreatedInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly name: string;
  readonly username: string;
  readonly mayCommand: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Shown this once */
  readonly password: string;
};
export type MqttCredentialInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly name: string;
  readonly username: string;
  readonly mayCommand: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
};
export type MulticastGroup = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  readonly region: string;
  readonly groupClass: "B" | "C";
  readonly mcAddr: string;
  readonly dataRate: number;
  /** Where the group listens; in class B 0 for where the region says */
  readonly freqHz: number;
  /** Class B: a slot every 2^n s */
  readonly pingSlotPeriodicity: number;
  /** No frame has a lower counter */
  readonly fCntFrom: number;
  readonly deviceIds: readonly string[];
  /** Who sends; when empty, those that reach the devices */
  readonly gatewayIds: readonly string[];
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type MulticastGroupInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  readonly region?: string;
  readonly groupClass: "B" | "C";
  readonly mcAddr: string;
  readonly dataRate: number;
  /** Where the group listens; in class B 0 for where the region says */
  readonly freqHz?: number;
  /** Class B: a slot every 2^n s */
  readonly pingSlotPeriodicity?: number;
  /** No frame has a lower counter */
  readonly fCntFrom?: number;
  readonly deviceIds?: readonly string[];
  /** Who sends; when empty, those that reach the devices */
  readonly gatewayIds?: readonly string[];
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type Overview = {
  readonly devices: number;
  readonly gateways: {
    readonly online: number;
    readonly offline: number;
    readonly neverSeen: number;
  };
  readonly stepS: number;
  /** Steps before this are not complete: the server counts from here */
  readonly countedSince: string;
  /** The last 24 hours, oldest first; quiet steps are left out */
  readonly traffic: readonly {
    /** Its beginning */
    readonly time: string;
    readonly uplinks: number;
    readonly joins: number;
    readonly downlinks: number;
    /** Frames of known devices that were refused */
    readonly refusals: number;
    readonly genuine: number;
    readonly unverified: number;
    readonly suspect: number;
    readonly replayed: number;
  }[];
};
export type OverviewInput = {
  readonly devices: number;
  readonly gateways: {
    readonly online: number;
    readonly offline: number;
    readonly neverSeen: number;
  };
  readonly stepS: number;
  /** Steps before this are not complete: the server counts from here */
  readonly countedSince: string;
  /** The last 24 hours, oldest first; quiet steps are left out */
  readonly traffic: readonly {
    /** Its beginning */
    readonly time: string;
    readonly uplinks: number;
    readonly joins: number;
    readonly downlinks: number;
    /** Frames of known devices that were refused */
    readonly refusals: number;
    readonly genuine: number;
    readonly unverified: number;
    readonly suspect: number;
    readonly replayed: number;
  }[];
};
export type Problem = {
  /** Address of the kind of problem */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable code, such as `REG_NO_SUCH` */
  readonly code: string;
  readonly detail?: string;
  /** What is wrong with which field, for requests that do not fit the schema */
  readonly errors?: readonly {
    readonly path: string;
    readonly message: string;
  }[];
  readonly requestId?: string;
};
export type ProblemInput = {
  /** Address of the kind of problem */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable code, such as `REG_NO_SUCH` */
  readonly code: string;
  readonly detail?: string;
  /** What is wrong with which field, for requests that do not fit the schema */
  readonly errors?: readonly {
    readonly path: string;
    readonly message: string;
  }[];
  readonly requestId?: string;
};
export type QueueItem = {
  readonly id: string;
  readonly fPort: number;
  readonly data: string;
  readonly confirmed: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** On its way, waiting for the device's acknowledgement */
  readonly pending: boolean;
};
export type QueueItemInput = {
  readonly id: string;
  readonly fPort: number;
  readonly data: string;
  readonly confirmed: boolean;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** On its way, waiting for the device's acknowledgement */
  readonly pending: boolean;
};
export type Quotas = {
  readonly items: readonly {
    /** As `devices` or `calls-per-hour` */
    readonly name: string;
    /** 0: without limit */
    readonly limit: number;
    readonly used: number;
    /** For what is counted by the hour */
    readonly resetsAt?: string;
  }[];
};
export type QuotasInput = {
  readonly items: readonly {
    /** As `devices` or `calls-per-hour` */
    readonly name: string;
    /** 0: without limit */
    readonly limit: number;
    readonly used: number;
    /** For what is counted by the hour */
    readonly resetsAt?: string;
  }[];
};
export type Region = {
  readonly id: string;
  readonly name: string;
  /** The clause that the tables come from */
  readonly source: string;
  readonly plan: "dynamic" | "fixed";
  readonly bandHz: readonly [number, number];
  readonly dataRates: readonly ({
    readonly index: number;
    readonly direction: "both" | "up" | "down";
    /** Such as `SF7 / 125 kHz` */
    readonly modulation: string;
    /** Of the application, bytes, without MAC commands beside it */
    readonly maxPayload: number;
  })[];
  readonly channels: readonly {
    readonly index: number;
    readonly freqHz: number;
    readonly minDataRate: number;
    readonly maxDataRate: number;
  }[];
  readonly maxChannels: number;
  readonly rx2: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly beacon: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly pingSlot: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly maxEirpDbm: number;
  readonly dwell?: {
    readonly limitMs: number;
    readonly uplink: "always" | "configurable";
    readonly downlink: "always" | "never" | "configurable";
  };
  readonly regulation: readonly {
    readonly id: string;
    readonly source: string;
    readonly subBands: readonly {
      readonly id: string;
      readonly lowHz: number;
      readonly highHz: number;
      /** Share of any hour; 1: without limit */
      readonly dutyCycle: number;
      readonly maxErpDbm: number;
      /** A budget on each frequency besides, for narrow transmissions */
      readonly channelDwell?: {
        readonly limitMs: number;
        readonly windowMs: number;
        readonly maxBandwidthHz: number;
      };
      /** Why the figure should be checked with the regulator before it is relied on */
      readonly verify?: string;
    }[];
  }[];
};
export type RegionInput = {
  readonly id: string;
  readonly name: string;
  /** The clause that the tables come from */
  readonly source: string;
  readonly plan: "dynamic" | "fixed";
  readonly bandHz: readonly [number, number];
  readonly dataRates: readonly ({
    readonly index: number;
    readonly direction: "both" | "up" | "down";
    /** Such as `SF7 / 125 kHz` */
    readonly modulation: string;
    /** Of the application, bytes, without MAC commands beside it */
    readonly maxPayload: number;
  })[];
  readonly channels: readonly {
    readonly index: number;
    readonly freqHz: number;
    readonly minDataRate: number;
    readonly maxDataRate: number;
  }[];
  readonly maxChannels: number;
  readonly rx2: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly beacon: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly pingSlot: {
    readonly frequency: {
      readonly firstHz: number;
      readonly stepHz: number;
      readonly count: number;
    };
    readonly dataRate: number;
  };
  readonly maxEirpDbm: number;
  readonly dwell?: {
    readonly limitMs: number;
    readonly uplink: "always" | "configurable";
    readonly downlink: "always" | "never" | "configurable";
  };
  readonly regulation: readonly {
    readonly id: string;
    readonly source: string;
    readonly subBands: readonly {
      readonly id: string;
      readonly lowHz: number;
      readonly highHz: number;
      /** Share of any hour; 1: without limit */
      readonly dutyCycle: number;
      readonly maxErpDbm: number;
      /** A budget on each frequency besides, for narrow transmissions */
      readonly channelDwell?: {
        readonly limitMs: number;
        readonly windowMs: number;
        readonly maxBandwidthHz: number;
      };
      /** Why the figure should be checked with the regulator before it is relied on */
      readonly verify?: string;
    }[];
  }[];
};
export type ReprocessJob = {
  readonly id: string;
  readonly tenantId: string;
  readonly from: string;
  readonly applicationId?: string;
  readonly deviceId?: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** 0 … 1 */
  readonly done: number;
  readonly uplinks: number;
  readonly measured: number;
  /** How far back it has come */
  readonly reachedAt?: string;
  readonly error?: string;
  readonly startedAt: string;
};
export type ReprocessJobInput = {
  readonly id: string;
  readonly tenantId: string;
  readonly from: string;
  readonly applicationId?: string;
  readonly deviceId?: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** 0 … 1 */
  readonly done: number;
  readonly uplinks: number;
  readonly measured: number;
  /** How far back it has come */
  readonly reachedAt?: string;
  readonly error?: string;
  readonly startedAt: string;
};
export type SdrRequests = {
  readonly snippets: readonly {
    readonly id: string;
    /** As the gateway reported it, to the nanosecond */
    readonly onset: string;
    readonly freqHz: number;
    readonly sf: number;
  }[];
  /** Rows from this number on are wanted; null: nobody looks */
  readonly spectrumFrom: number | null;
};
export type SdrRequestsInput = {
  readonly snippets: readonly {
    readonly id: string;
    /** As the gateway reported it, to the nanosecond */
    readonly onset: string;
    readonly freqHz: number;
    readonly sf: number;
  }[];
  /** Rows from this number on are wanted; null: nobody looks */
  readonly spectrumFrom: number | null;
};
export type Series = {
  readonly series: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly last: number;
};
export type SeriesInput = {
  readonly series: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly last: number;
};
export type ServerInfo = {
  readonly version: string;
  readonly demo: boolean;
  /** Whether the operator supplies a base map, at `/map/tiles.pmtiles` */
  readonly hasMapTiles?: boolean;
  readonly semtechUdp?: {
    readonly host: string;
    readonly port: number;
  };
  /** Everywhere that gateways can connect */
  readonly gatewayDoors?: readonly ({
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    readonly region?: string;
  })[];
  readonly mqtt?: {
    readonly host: string;
    readonly port: number;
  };
};
export type ServerInfoInput = {
  readonly version: string;
  readonly demo: boolean;
  /** Whether the operator supplies a base map, at `/map/tiles.pmtiles` */
  readonly hasMapTiles?: boolean;
  readonly semtechUdp?: {
    readonly host: string;
    readonly port: number;
  };
  /** Everywhere that gateways can connect */
  readonly gatewayDoors?: readonly ({
    readonly door: "semtech-udp" | "basics-station" | "gateway-mqtt";
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    readonly region?: string;
  })[];
  readonly mqtt?: {
    readonly host: string;
    readonly port: number;
  };
};
export type Session = {
  readonly active: boolean;
  /** Absent without a session */
  readonly devAddr?: string;
  readonly macVersion?: string;
  /** To be expected next; 2³² when all are used */
  readonly fCntUp?: number;
  /** To be used next */
  readonly nFCntDown?: number;
  /** To be used next, in LoRaWAN 1.1 */
  readonly aFCntDown?: number;
  /** Of the newest uplink */
  readonly dataRate?: number;
  /** 0: external power, 1 … 254, 255: not known */
  readonly batteryLevel?: number;
  readonly marginDb?: number;
};
export type SessionInput = {
  readonly active: boolean;
  /** Absent without a session */
  readonly devAddr?: string;
  readonly macVersion?: string;
  /** To be expected next; 2³² when all are used */
  readonly fCntUp?: number;
  /** To be used next */
  readonly nFCntDown?: number;
  /** To be used next, in LoRaWAN 1.1 */
  readonly aFCntDown?: number;
  /** Of the newest uplink */
  readonly dataRate?: number;
  /** 0: external power, 1 … 254, 255: not known */
  readonly batteryLevel?: number;
  readonly marginDb?: number;
};
export type Snippet = {
  readonly id: string;
  readonly gatewayId: string;
  /** `gone`: the gateway no longer had it, or never answered */
  readonly state: "wanted" | "held" | "gone";
  readonly requestedAt: string;
  /** As the gateway reported it, to the nanosecond */
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
};
export type SnippetDocument = {
  readonly version: 1;
  readonly sighting: {
    readonly kind: "frame" | "bad-crc" | "orphan";
    readonly onset: string;
    readonly onsetSdNs: number;
    readonly freqHz: number;
    readonly channel: number;
    readonly sf: number;
    readonly bwHz: number;
    readonly biasHz: number;
    readonly biasSdHz: number;
    readonly driftHzPerS?: number;
    readonly snrDb?: number;
    readonly powerDbfs?: number;
    readonly syncWord?: number;
    readonly quality?: number;
    readonly powerStepDb?: number;
    readonly overlaps: number;
    readonly phyPayload?: string;
  };
  readonly iq: {
    readonly format: "cs8";
    readonly sampleRateHz: number;
    readonly centreHz: number;
    readonly onsetS: number;
    readonly scale: number;
    readonly data: string;
  };
};
export type SnippetDocumentInput = {
  readonly version: 1;
  readonly sighting: {
    readonly kind: "frame" | "bad-crc" | "orphan";
    readonly onset: string;
    readonly onsetSdNs: number;
    readonly freqHz: number;
    readonly channel: number;
    readonly sf: number;
    readonly bwHz: number;
    readonly biasHz: number;
    readonly biasSdHz: number;
    readonly driftHzPerS?: number;
    readonly snrDb?: number;
    readonly powerDbfs?: number;
    readonly syncWord?: number;
    readonly quality?: number;
    readonly powerStepDb?: number;
    readonly overlaps: number;
    readonly phyPayload?: string;
  };
  readonly iq: {
    readonly format: "cs8";
    readonly sampleRateHz: number;
    readonly centreHz: number;
    readonly onsetS: number;
    readonly scale: number;
    readonly data: string;
  };
};
export type SnippetInput = {
  readonly id: string;
  readonly gatewayId: string;
  /** `gone`: the gateway no longer had it, or never answered */
  readonly state: "wanted" | "held" | "gone";
  readonly requestedAt: string;
  /** As the gateway reported it, to the nanosecond */
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
};
export type SnippetWithDocument = {
  readonly id: string;
  readonly gatewayId: string;
  /** `gone`: the gateway no longer had it, or never answered */
  readonly state: "wanted" | "held" | "gone";
  readonly requestedAt: string;
  /** As the gateway reported it, to the nanosecond */
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
  /** Once it is held */
  readonly document?: SnippetDocument;
};
export type SnippetWithDocumentInput = {
  readonly id: string;
  readonly gatewayId: string;
  /** `gone`: the gateway no longer had it, or never answered */
  readonly state: "wanted" | "held" | "gone";
  readonly requestedAt: string;
  /** As the gateway reported it, to the nanosecond */
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
  /** Once it is held */
  readonly document?: SnippetDocumentInput;
};
export type SpectrumPage = {
  readonly centreHz: number;
  readonly spanHz: number;
  readonly bins: number;
  readonly floorDbfs: number;
  readonly stepDb: number;
  readonly rowS: number;
  readonly rows: readonly {
    readonly seq: number;
    readonly at: string;
    /** One byte a bin, lowest frequency first, base64 */
    readonly levels: string;
  }[];
  readonly next: number;
};
export type SpectrumPageInput = {
  readonly centreHz: number;
  readonly spanHz: number;
  readonly bins: number;
  readonly floorDbfs: number;
  readonly stepDb: number;
  readonly rowS: number;
  readonly rows: readonly {
    readonly seq: number;
    readonly at: string;
    /** One byte a bin, lowest frequency first, base64 */
    readonly levels: string;
  }[];
  readonly next: number;
};
export type Tenant = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: {
    readonly [name: string]: string;
  };
  /** 0: without limit */
  readonly maxDevices: number;
  /** 0: without limit */
  readonly maxGateways: number;
  /** 0: without limit */
  readonly maxIntegrations: number;
  /** 0: without limit */
  readonly maxCallsPerHour: number;
  /** Messages of devices; those by radio are counted, not refused */
  readonly maxEventsPerHour: number;
  /** Of events in the log; what comes by radio is not refused */
  readonly maxStorageMib: number;
  readonly sharesUplinks: boolean;
  readonly sharesDownlinks: boolean;
  /** Where addresses of joining devices come from; the server's own range when empty */
  readonly devAddrPrefixes: readonly string[];
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type TenantDocument = {
  readonly format: "lorats-tenant";
  readonly version: 1;
  readonly exportedAt: string;
  /** Whose it was; an import does not change the name of the tenant that it goes to */
  readonly tenant: {
    readonly id: string;
    readonly name: string;
  };
  /** How the key is derived from the passphrase; absent when secrets were left out */
  readonly secrets?: {
    readonly derivation: "argon2id";
    readonly memoryKib: number;
    readonly passes: number;
    readonly salt: string;
  };
  readonly applications: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly trustPolicies: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly deviceProfiles: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly gateways: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly devices: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly multicastGroups: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly integrations: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly connectors: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly enrichmentSources: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly alarmRules: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly users: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly apiKeys: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly mqttCredentials: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
};
export type TenantDocumentInput = {
  readonly format: "lorats-tenant";
  readonly version: 1;
  readonly exportedAt: string;
  /** Whose it was; an import does not change the name of the tenant that it goes to */
  readonly tenant: {
    readonly id: string;
    readonly name: string;
  };
  /** How the key is derived from the passphrase; absent when secrets were left out */
  readonly secrets?: {
    readonly derivation: "argon2id";
    readonly memoryKib: number;
    readonly passes: number;
    readonly salt: string;
  };
  readonly applications?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly trustPolicies?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly deviceProfiles?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly gateways?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly devices?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly multicastGroups?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly integrations?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly connectors?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly enrichmentSources?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly alarmRules?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly users?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly apiKeys?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
  readonly mqttCredentials?: readonly {
    /** In the server that it came from */
    readonly id: string;
    /** Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key */
    readonly sealed?: string;
    readonly [name: string]: unknown;
  }[];
};
export type TenantImported = {
  readonly dryRun: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** All but those that are here already, as the document has them */
  readonly rows: readonly ({
    readonly list: "applications" | "trustPolicies" | "deviceProfiles" | "gateways" | "devices" | "multicastGroups" | "integrations" | "connectors" | "enrichmentSources" | "alarmRules" | "users" | "apiKeys" | "mqttCredentials";
    /** In the document */
    readonly id: string;
    readonly name: string;
    /** `not-done`: good, but others were not */
    readonly outcome: "created" | "updated" | "would-create" | "would-update" | "failed" | "not-done";
    /** Here */
    readonly newId?: string;
    /** Made for this key, token or credential; shown this once */
    readonly secret?: string;
    /** What is left to do */
    readonly note?: string;
    readonly errors?: readonly {
      readonly path: string;
      readonly code: string;
      readonly message: string;
    }[];
  })[];
};
export type TenantImportedInput = {
  readonly dryRun: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** All but those that are here already, as the document has them */
  readonly rows: readonly ({
    readonly list: "applications" | "trustPolicies" | "deviceProfiles" | "gateways" | "devices" | "multicastGroups" | "integrations" | "connectors" | "enrichmentSources" | "alarmRules" | "users" | "apiKeys" | "mqttCredentials";
    /** In the document */
    readonly id: string;
    readonly name: string;
    /** `not-done`: good, but others were not */
    readonly outcome: "created" | "updated" | "would-create" | "would-update" | "failed" | "not-done";
    /** Here */
    readonly newId?: string;
    /** Made for this key, token or credential; shown this once */
    readonly secret?: string;
    /** What is left to do */
    readonly note?: string;
    readonly errors?: readonly {
      readonly path: string;
      readonly code: string;
      readonly message: string;
    }[];
  })[];
};
export type TenantInput = {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: {
    readonly [name: string]: string;
  };
  /** 0: without limit */
  readonly maxDevices?: number;
  /** 0: without limit */
  readonly maxGateways?: number;
  /** 0: without limit */
  readonly maxIntegrations?: number;
  /** 0: without limit */
  readonly maxCallsPerHour?: number;
  /** Messages of devices; those by radio are counted, not refused */
  readonly maxEventsPerHour?: number;
  /** Of events in the log; what comes by radio is not refused */
  readonly maxStorageMib?: number;
  readonly sharesUplinks?: boolean;
  readonly sharesDownlinks?: boolean;
  /** Where addresses of joining devices come from; the server's own range when empty */
  readonly devAddrPrefixes?: readonly string[];
  /** Counts changes; send it back with an update to guard it */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type TrustLabel = {
  readonly position: string;
  readonly time: string;
  readonly label: "false-alarm" | "attack" | "re-enrol" | "attack-free";
  readonly deduplicationId?: string;
  readonly from?: string;
  readonly until?: string;
  readonly actor: string;
  readonly note?: string;
};
export type TrustLabelInput = {
  readonly position: string;
  readonly time: string;
  readonly label: "false-alarm" | "attack" | "re-enrol" | "attack-free";
  readonly deduplicationId?: string;
  readonly from?: string;
  readonly until?: string;
  readonly actor: string;
  readonly note?: string;
};
export type TrustPolicy = {
  /** `flag`: publish with the verdict; `hold`: publish `up` only when cleared; `exclude`: publish, and keep out of alarms and decisions */
  readonly action: "flag" | "hold" | "exclude";
  /** Raise an alarm on suspect and replayed frames */
  readonly alarm: boolean;
  readonly falseAlarmsPerYear: number;
  /** `genuine` takes tests that would have caught an extra bias of this */
  readonly genuineAgainstPpm: number;
  /** `fixed-500hz`: the paper's threshold, for comparison */
  readonly mode: "track" | "fixed-500hz";
  readonly framesToLearn: number;
  /** Of uplinks that are probed */
  readonly probeShare: number;
  /** Of one device, at most */
  readonly probesPerDay: number;
  /** `rx2`: probes go into RX2 alone, which bounds the delay of an uplink tighter */
  readonly probeWindow: "any" | "rx2";
  /** Share of an hour's time on air that the application's probes may take */
  readonly probeDutyCycle: number;
  /** FPort of payloads in the elapsed-time format; 0: none */
  readonly elapsedTimePort: number;
};
export type TrustPolicyInput = {
  /** `flag`: publish with the verdict; `hold`: publish `up` only when cleared; `exclude`: publish, and keep out of alarms and decisions */
  readonly action?: "flag" | "hold" | "exclude";
  /** Raise an alarm on suspect and replayed frames */
  readonly alarm?: boolean;
  readonly falseAlarmsPerYear?: number;
  /** `genuine` takes tests that would have caught an extra bias of this */
  readonly genuineAgainstPpm?: number;
  /** `fixed-500hz`: the paper's threshold, for comparison */
  readonly mode?: "track" | "fixed-500hz";
  readonly framesToLearn?: number;
  /** Of uplinks that are probed */
  readonly probeShare?: number;
  /** Of one device, at most */
  readonly probesPerDay?: number;
  /** `rx2`: probes go into RX2 alone, which bounds the delay of an uplink tighter */
  readonly probeWindow?: "any" | "rx2";
  /** Share of an hour's time on air that the application's probes may take */
  readonly probeDutyCycle?: number;
  /** FPort of payloads in the elapsed-time format; 0: none */
  readonly elapsedTimePort?: number;
};
export type Uplink = {
  readonly position: string;
  readonly deduplicationId: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly deviceId: string;
  /** Absent when the device was deleted */
  readonly deviceName?: string;
  readonly devEui: string;
  readonly devAddr: string;
  /** When it was sent, as well as it is known */
  readonly time: string;
  readonly fCnt: number;
  readonly fPort?: number;
  readonly confirmed: boolean;
  /** Plaintext */
  readonly data: string;
  /** What the payload says: decoded, calibrated, enriched */
  readonly object?: unknown;
  readonly dataRate: number;
  readonly freqHz: number;
  /** Time on air */
  readonly airtimeNs: number;
  readonly modulation: {
    readonly kind: "lora";
    readonly sf: number;
    readonly bwHz: number;
    readonly codeRate?: string;
  } | {
    readonly kind: "fsk";
    readonly bitRateBps: number;
  } | {
    readonly kind: "lr-fhss";
    readonly operatingBwHz: number;
    readonly codeRate?: string;
  };
  readonly freshness: "fresh" | "late-backhaul" | "late-radio" | "late";
  /** With `late-radio`: it may as well be a copy that a slow gateway held up */
  readonly unclear?: true;
  readonly receptions: readonly {
    readonly gatewayId: string;
    readonly gatewayEui: string;
    /** Absent for gateways of others */
    readonly gatewayName?: string;
    readonly rssiDbm: number;
    readonly snrDb?: number;
  }[];
  readonly timing?: {
    readonly time: string;
    readonly sdNs: number;
    readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
    readonly deliveredAt?: string;
    readonly recordTimes?: readonly string[];
    readonly recordSdNs?: readonly number[];
    readonly outliers?: readonly string[];
  };
  readonly trust?: {
    readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
    readonly falseAlarm?: number;
    readonly missProbability?: readonly {
      readonly attacker: string;
      readonly probability: number;
    }[];
    readonly explanation?: string;
    readonly evidence: readonly {
      readonly test: string;
      readonly gatewayId?: string;
      readonly observedHz?: number;
      readonly expectedHz?: number;
      readonly sdHz?: number;
      readonly pValue?: number;
      readonly log10Bayes?: number;
      readonly note?: string;
    }[];
  };
};
export type UplinkInput = {
  readonly position: string;
  readonly deduplicationId: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly deviceId: string;
  /** Absent when the device was deleted */
  readonly deviceName?: string;
  readonly devEui: string;
  readonly devAddr: string;
  /** When it was sent, as well as it is known */
  readonly time: string;
  readonly fCnt: number;
  readonly fPort?: number;
  readonly confirmed: boolean;
  /** Plaintext */
  readonly data: string;
  /** What the payload says: decoded, calibrated, enriched */
  readonly object?: unknown;
  readonly dataRate: number;
  readonly freqHz: number;
  /** Time on air */
  readonly airtimeNs: number;
  readonly modulation: {
    readonly kind: "lora";
    readonly sf: number;
    readonly bwHz: number;
    readonly codeRate?: string;
  } | {
    readonly kind: "fsk";
    readonly bitRateBps: number;
  } | {
    readonly kind: "lr-fhss";
    readonly operatingBwHz: number;
    readonly codeRate?: string;
  };
  readonly freshness: "fresh" | "late-backhaul" | "late-radio" | "late";
  /** With `late-radio`: it may as well be a copy that a slow gateway held up */
  readonly unclear?: true;
  readonly receptions: readonly {
    readonly gatewayId: string;
    readonly gatewayEui: string;
    /** Absent for gateways of others */
    readonly gatewayName?: string;
    readonly rssiDbm: number;
    readonly snrDb?: number;
  }[];
  readonly timing?: {
    readonly time: string;
    readonly sdNs: number;
    readonly source: "sdr" | "fine" | "gps" | "concentrator" | "backhaul";
    readonly deliveredAt?: string;
    readonly recordTimes?: readonly string[];
    readonly recordSdNs?: readonly number[];
    readonly outliers?: readonly string[];
  };
  readonly trust?: {
    readonly verdict: "genuine" | "suspect" | "replayed" | "unverified";
    readonly falseAlarm?: number;
    readonly missProbability?: readonly {
      readonly attacker: string;
      readonly probability: number;
    }[];
    readonly explanation?: string;
    readonly evidence: readonly {
      readonly test: string;
      readonly gatewayId?: string;
      readonly observedHz?: number;
      readonly expectedHz?: number;
      readonly sdHz?: number;
      readonly pValue?: number;
      readonly log10Bayes?: number;
      readonly note?: string;
    }[];
  };
};
export type Usage = {
  readonly items: readonly {
    /** `tenant` as a whole, `key:<id>`, `user:<id>`, `mqtt:<id>` or `integration:<id>` */
    readonly subject: string;
    /** When the span began */
    readonly from: string;
    /** Requests to the API, commands over MQTT, deliveries of an integration */
    readonly calls: number;
    /** What a quota refused */
    readonly refusals: number;
    /** Events handed out by the API, streams and sockets, over MQTT, by integrations */
    readonly eventsOut: number;
    /** Bodies of requests and answers, and what streams carried */
    readonly bytes: number;
    /** Messages of the tenant's devices (subject `tenant` only) */
    readonly eventsIn: number;
    /** Bytes that the log took (subject `tenant` only) */
    readonly stored: number;
  }[];
  /** Pass as `from` for the rest; absent when that was all */
  readonly next?: string;
};
export type UsageInput = {
  readonly items: readonly {
    /** `tenant` as a whole, `key:<id>`, `user:<id>`, `mqtt:<id>` or `integration:<id>` */
    readonly subject: string;
    /** When the span began */
    readonly from: string;
    /** Requests to the API, commands over MQTT, deliveries of an integration */
    readonly calls: number;
    /** What a quota refused */
    readonly refusals: number;
    /** Events handed out by the API, streams and sockets, over MQTT, by integrations */
    readonly eventsOut: number;
    /** Bodies of requests and answers, and what streams carried */
    readonly bytes: number;
    /** Messages of the tenant's devices (subject `tenant` only) */
    readonly eventsIn: number;
    /** Bytes that the log took (subject `tenant` only) */
    readonly stored: number;
  }[];
  /** Pass as `from` for the rest; absent when that was all */
  readonly next?: string;
};
export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly isServerAdmin: boolean;
  readonly active: boolean;
  readonly memberships: readonly ({
    readonly tenantId: string;
    /** Owners may what admins may, and alone make, change and remove owners; the last stays */
    readonly role: "owner" | "admin" | "operator" | "viewer";
  })[];
  readonly hasPassword: boolean;
  /** Who else vouches for them: OpenID Connect providers */
  readonly identities: readonly {
    readonly issuer: string;
    readonly subject: string;
  }[];
  readonly createdAt: string;
  readonly version: number;
};
export type UserInput = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly isServerAdmin: boolean;
  readonly active: boolean;
  readonly memberships: readonly ({
    readonly tenantId: string;
    /** Owners may what admins may, and alone make, change and remove owners; the last stays */
    readonly role: "owner" | "admin" | "operator" | "viewer";
  })[];
  readonly hasPassword: boolean;
  /** Who else vouches for them: OpenID Connect providers */
  readonly identities: readonly {
    readonly issuer: string;
    readonly subject: string;
  }[];
  readonly createdAt: string;
  readonly version: number;
};

/** What every operation takes and answers. */
export interface Operations {
  /** How can people sign in? */
  readonly authMethods: {
    readonly input: {};
    readonly output: AuthMethods;
  };
  /** Sign in, with a one-time token or a password */
  readonly signIn: {
    readonly input: ({
      /** From a one-time sign-in link */
      readonly token: string;
    } | {
      readonly email: string;
      readonly password: string;
    });
    readonly output: undefined;
  };
  /** Sign out */
  readonly signOut: {
    readonly input: {};
    readonly output: undefined;
  };
  /** Who am I, and what may I do? */
  readonly me: {
    readonly input: {};
    readonly output: Me;
  };
  /** Set my password */
  readonly changePassword: {
    readonly input: {
      /** Needed when there is one */
      readonly currentPassword?: string;
      readonly newPassword: string;
    };
    readonly output: undefined;
  };
  /** Where gateways and programs connect */
  readonly serverInfo: {
    readonly input: {};
    readonly output: ServerInfo;
  };
  /** List tenants */
  readonly listTenants: {
    readonly input: {
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Tenant[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a tenant (server admins) */
  readonly createTenant: {
    readonly input: {
      readonly name: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      /** 0: without limit */
      readonly maxDevices?: number;
      /** 0: without limit */
      readonly maxGateways?: number;
      /** 0: without limit */
      readonly maxIntegrations?: number;
      /** 0: without limit */
      readonly maxCallsPerHour?: number;
      /** Messages of devices; those by radio are counted, not refused */
      readonly maxEventsPerHour?: number;
      /** Of events in the log; what comes by radio is not refused */
      readonly maxStorageMib?: number;
      readonly sharesUplinks?: boolean;
      readonly sharesDownlinks?: boolean;
      /** Where addresses of joining devices come from; the server's own range when empty */
      readonly devAddrPrefixes?: readonly string[];
    };
    readonly output: Tenant;
  };
  /** Read a tenant */
  readonly getTenant: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Tenant;
  };
  /** Change a tenant */
  readonly updateTenant: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly maxDevices?: number;
      readonly maxGateways?: number;
      readonly maxIntegrations?: number;
      readonly maxCallsPerHour?: number;
      readonly maxEventsPerHour?: number;
      readonly maxStorageMib?: number;
      readonly sharesUplinks?: boolean;
      readonly sharesDownlinks?: boolean;
      readonly devAddrPrefixes?: readonly string[];
      readonly version?: number;
    };
    readonly output: Tenant;
  };
  /** Delete an empty tenant (server admins) */
  readonly deleteTenant: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** What a tenant may have, and has */
  readonly getQuotas: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Quotas;
  };
  /** What a tenant and its keys used, by hour, day or month */
  readonly getUsage: {
    readonly input: {
      /** `tenant` or one of the others, such as `key:<id>`; all when absent */
      readonly subject?: string;
      /** A day before `to` when absent */
      readonly from?: string;
      /** Now when absent */
      readonly to?: string;
      /** In UTC */
      readonly resolution?: "hour" | "day" | "month";
      readonly id: string;
    };
    readonly output: Usage;
  };
  /** A tenant's whole configuration, without secrets */
  readonly exportTenant: {
    readonly input: {
      readonly id: string;
    };
    readonly output: TenantDocument;
  };
  /** The same with its secrets, sealed; who did it stands in the audit log */
  readonly exportTenantWithSecrets: {
    readonly input: {
      readonly id: string;
    } & {
      /** Secrets can be opened with it only; it is kept nowhere */
      readonly passphrase: string;
    };
    readonly output: TenantDocument;
  };
  /** Bring a tenant to the configuration of a document; nothing is deleted */
  readonly importTenant: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly document: TenantDocumentInput;
      /** Needed where the document holds secrets */
      readonly passphrase?: string;
      /** Leave out the secrets that the document holds */
      readonly withoutSecrets?: boolean;
      /** Only say what would come of it */
      readonly dryRun?: boolean;
      /** `abort`: nothing is done when an item is bad; `skip`: the good ones are */
      readonly onError?: "abort" | "skip";
    });
    readonly output: TenantImported;
  };
  /** List applications */
  readonly listApplications: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly search?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Application[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create an application */
  readonly createApplication: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly name: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
    };
    readonly output: Application;
  };
  /** Read an application */
  readonly getApplication: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Application;
  };
  /** Change an application */
  readonly updateApplication: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly version?: number;
    };
    readonly output: Application;
  };
  /** Delete an empty application */
  readonly deleteApplication: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List device profiles */
  readonly listDeviceProfiles: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly search?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly DeviceProfile[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a device profile */
  readonly createDeviceProfile: {
    readonly input: ({
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly name: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly region?: string;
      readonly macVersion?: "1.0.0" | "1.0.1" | "1.0.2" | "1.0.3" | "1.0.4" | "1.1.0" | "1.1.1";
      readonly regParamsRevision?: "A" | "B" | "RP002-1.0.0" | "RP002-1.0.1" | "RP002-1.0.2" | "RP002-1.0.3" | "RP002-1.0.4" | "RP002-1.0.5";
      readonly supportsJoin?: boolean;
      readonly classB?: {
        readonly timeoutS: number;
        readonly pingSlotPeriodicity: number;
        readonly pingSlotDataRate: number;
        readonly pingSlotFreqHz: number;
        readonly beaconFreqHz?: number;
      };
      readonly classC?: {
        readonly timeoutS: number;
      };
      readonly supports32BitFCnt?: boolean;
      readonly maxFCntGap?: number;
      readonly allowFCntReset?: boolean;
      readonly adr?: {
        readonly algorithm: string;
        readonly installationMarginDb: number;
        readonly minDataRate?: number;
        readonly maxDataRate?: number;
        readonly maxTxPowerIndex?: number;
      };
      readonly rx?: {
        readonly rx1DelayS?: number;
        readonly rx1DrOffset?: number;
        readonly rx2DataRate?: number;
        readonly rx2FreqHz?: number;
      };
      readonly mac?: {
        /** On the air at most 2^−n of the time */
        readonly maxDutyCycle?: number;
        readonly adrAck?: {
          readonly limitExp: number;
          readonly delayExp: number;
        };
        readonly rejoin?: {
          readonly maxTimeN: number;
          readonly maxCountN: number;
        };
      };
      readonly maxEirpDbm?: number;
      /** How often its devices are expected to send; 0 when unknown */
      readonly uplinkIntervalS?: number;
      readonly statusRequestsPerDay?: number;
      /** How often a confirmed downlink goes out before it counts as not acknowledged */
      readonly confirmedAttempts?: number;
      readonly flushQueueOnJoin?: boolean;
      readonly codec?: {
        /** `javascript`: a script with `decodeUplink`, as for ChirpStack v4 and The Things Stack */
        readonly kind: "none" | "cayenne-lpp" | "javascript";
        readonly source?: string;
      };
    });
    readonly output: DeviceProfile;
  };
  /** Read a device profile */
  readonly getDeviceProfile: {
    readonly input: {
      readonly id: string;
    };
    readonly output: DeviceProfile;
  };
  /** Change a device profile */
  readonly updateDeviceProfile: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly region?: string;
      readonly macVersion?: "1.0.0" | "1.0.1" | "1.0.2" | "1.0.3" | "1.0.4" | "1.1.0" | "1.1.1";
      readonly regParamsRevision?: "A" | "B" | "RP002-1.0.0" | "RP002-1.0.1" | "RP002-1.0.2" | "RP002-1.0.3" | "RP002-1.0.4" | "RP002-1.0.5";
      readonly supportsJoin?: boolean;
      /** null takes it away */
      readonly classB?: {
        readonly timeoutS: number;
        readonly pingSlotPeriodicity: number;
        readonly pingSlotDataRate: number;
        readonly pingSlotFreqHz: number;
        readonly beaconFreqHz?: number;
      } | null;
      /** null takes it away */
      readonly classC?: {
        readonly timeoutS: number;
      } | null;
      readonly supports32BitFCnt?: boolean;
      readonly maxFCntGap?: number;
      readonly allowFCntReset?: boolean;
      readonly adr?: {
        readonly algorithm: string;
        readonly installationMarginDb: number;
        readonly minDataRate?: number;
        readonly maxDataRate?: number;
        readonly maxTxPowerIndex?: number;
      };
      readonly rx?: {
        readonly rx1DelayS?: number;
        readonly rx1DrOffset?: number;
        readonly rx2DataRate?: number;
        readonly rx2FreqHz?: number;
      };
      /** null takes it away */
      readonly mac?: {
        /** On the air at most 2^−n of the time */
        readonly maxDutyCycle?: number;
        readonly adrAck?: {
          readonly limitExp: number;
          readonly delayExp: number;
        };
        readonly rejoin?: {
          readonly maxTimeN: number;
          readonly maxCountN: number;
        };
      } | null;
      /** null takes it away */
      readonly maxEirpDbm?: number | null;
      readonly uplinkIntervalS?: number;
      readonly statusRequestsPerDay?: number;
      readonly confirmedAttempts?: number;
      readonly flushQueueOnJoin?: boolean;
      readonly codec?: {
        /** `javascript`: a script with `decodeUplink`, as for ChirpStack v4 and The Things Stack */
        readonly kind: "none" | "cayenne-lpp" | "javascript";
        readonly source?: string;
      };
      readonly version?: number;
    });
    readonly output: DeviceProfile;
  };
  /** Delete an unused device profile */
  readonly deleteDeviceProfile: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** Try a payload codec, without keeping anything */
  readonly testCodec: {
    readonly input: ({
      readonly codec: {
        /** `javascript`: a script with `decodeUplink`, as for ChirpStack v4 and The Things Stack */
        readonly kind: "none" | "cayenne-lpp" | "javascript";
        readonly source?: string;
      };
      readonly input: {
        readonly op: "decode";
        readonly fPort?: number;
        readonly data: string;
      } | {
        readonly op: "encode";
        readonly fPort?: number;
        readonly object: {
          readonly [name: string]: unknown;
        };
      };
      readonly variables?: {
        readonly [name: string]: string;
      };
      /** What the script's clock shows; now when absent */
      readonly time?: string;
    });
    readonly output: CodecTestResult;
  };
  /** List devices */
  readonly listDevices: {
    readonly input: {
      readonly tenantId?: string;
      readonly applicationId?: string;
      readonly profileId?: string;
      /** Part of the name or DevEUI */
      readonly search?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Device[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a device */
  readonly createDevice: {
    readonly input: {
      readonly applicationId: string;
      readonly profileId: string;
      /** The DevEUI when absent */
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly disabled?: boolean;
      /** For the codec and integrations; never returned */
      readonly variables?: {
        readonly [name: string]: string;
      };
      readonly devEui: string;
      /** Any JoinEUI is accepted when absent */
      readonly joinEui?: string;
      /** Root key of LoRaWAN 1.0.x; never returned */
      readonly appKey?: string;
      /** Root key of the network side in LoRaWAN 1.1 */
      readonly nwkKey?: string;
    };
    readonly output: Device;
  };
  /** Create many devices from a table or a list */
  readonly importDevices: {
    readonly input: ({
      readonly applicationId: string;
      /** For rows that name none in `profile` */
      readonly profileId?: string;
      /** Only say what would come of it */
      readonly dryRun?: boolean;
      /** `abort`: nothing is created when a row is bad; `skip`: the good ones are */
      readonly onError?: "abort" | "skip";
      /** Columns `devEui`, `name`, `joinEui`, `appKey`, `nwkKey`, `profile`, `description`, `disabled`, `tags.<name>`, `variables.<name>`, named in the first line; exports of other network servers are understood as well */
      readonly csv?: string;
      /** The same as objects, as when creating one device; `profile` is a name or id */
      readonly devices?: readonly {
        readonly [name: string]: unknown;
      }[];
    });
    readonly output: DeviceImported;
  };
  /** Read a device */
  readonly getDevice: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Device;
  };
  /** Change a device */
  readonly updateDevice: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly applicationId?: string;
      readonly profileId?: string;
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly disabled?: boolean;
      readonly variables?: {
        readonly [name: string]: string;
      };
      /** null takes it away */
      readonly joinEui?: string | null;
      readonly appKey?: string;
      readonly nwkKey?: string;
      readonly version?: number;
    });
    readonly output: Device;
  };
  /** Delete a device and its keys; its history stays or is erased with it */
  readonly deleteDevice: {
    readonly input: {
      /** `erase` destroys the key that its payloads are sealed under, and what was measured from them */
      readonly history?: "keep" | "erase";
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** Move a device, with its history, to another application or tenant */
  readonly moveDevice: {
    readonly input: {
      readonly id: string;
    } & {
      /** Where it goes; that of another tenant takes it there */
      readonly applicationId: string;
      /** Needed when it goes to another tenant */
      readonly profileId?: string;
      readonly version?: number;
    };
    readonly output: Device;
  };
  /** Show a device's keys; who did it stands in the audit log */
  readonly revealKeys: {
    readonly input: {
      readonly id: string;
    } & {};
    readonly output: DeviceKeys;
  };
  /** What the network knows of a device's session */
  readonly getSession: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Session;
  };
  /** Give a device a session (activation by personalisation) */
  readonly activate: {
    readonly input: {
      readonly id: string;
    } & {
      readonly devAddr: string;
      readonly nwkSKey: string;
      readonly appSKey: string;
      readonly sNwkSIntKey?: string;
      readonly nwkSEncKey?: string;
      /** To be expected next */
      readonly fCntUp?: number;
      /** To be used next; at least what its session with the same keys has reached */
      readonly nFCntDown?: number;
      /** The same, in LoRaWAN 1.1 */
      readonly aFCntDown?: number;
    };
    readonly output: Session;
  };
  /** End a device's session; it has to join again */
  readonly endSession: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List what waits to be sent to a device */
  readonly listQueue: {
    readonly input: {
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly QueueItem[];
    };
  };
  /** Send a message to a device */
  readonly enqueue: {
    readonly input: {
      readonly id: string;
    } & {
      /** Yours, to recognise it in `ack` and `txack` events */
      readonly itemId?: string;
      readonly fPort: number;
      readonly data?: string;
      /** Values instead of `data`, for the codec of the device's profile to encode */
      readonly object?: {
        readonly [name: string]: unknown;
      };
      readonly confirmed?: boolean;
      readonly expiresAt?: string;
    };
    readonly output: QueueItem;
  };
  /** Forget what waits to be sent to a device */
  readonly flushQueue: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** As a device: say something */
  readonly sendUplink: {
    readonly input: {
      /** The same when it is said again: then it is kept once */
      readonly messageId?: string;
      /** By the device's own clock */
      readonly sentAt?: string;
      readonly fPort?: number;
      /** For the codec of the device's profile */
      readonly data?: string;
      /** Values, in place of `data` */
      readonly object?: {
        readonly [name: string]: unknown;
      };
      readonly location?: {
        readonly latitudeDeg: number;
        readonly longitudeDeg: number;
        readonly altitudeM?: number;
        readonly uncertaintyM?: number;
      };
    };
    readonly output: {
      /** Oldest first; each stays until it is confirmed or expires */
      readonly items: readonly QueueItem[];
      /** False: it was there already */
      readonly kept: boolean;
    };
  };
  /** As a device: ask what waits for me */
  readonly listDownlinks: {
    readonly input: {};
    readonly output: {
      /** Oldest first; each stays until it is confirmed or expires */
      readonly items: readonly QueueItem[];
    };
  };
  /** As a device: I have it */
  readonly confirmDownlink: {
    readonly input: {
      readonly itemId: string;
    };
    readonly output: undefined;
  };
  /** List multicast groups */
  readonly listMulticastGroups: {
    readonly input: {
      readonly tenantId?: string;
      readonly applicationId?: string;
      /** Part of the name or address */
      readonly search?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly MulticastGroup[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a multicast group */
  readonly createMulticastGroup: {
    readonly input: ({
      readonly applicationId: string;
      readonly name: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly region?: string;
      readonly groupClass: "B" | "C";
      readonly mcAddr: string;
      readonly dataRate: number;
      /** Where the group listens; in class B 0 for where the region says */
      readonly freqHz?: number;
      /** Class B: a slot every 2^n s */
      readonly pingSlotPeriodicity?: number;
      /** No frame has a lower counter */
      readonly fCntFrom?: number;
      readonly deviceIds?: readonly string[];
      /** Who sends; when empty, those that reach the devices */
      readonly gatewayIds?: readonly string[];
      /** Never returned */
      readonly mcNetSKey: string;
      /** Never returned */
      readonly mcAppSKey: string;
    });
    readonly output: MulticastGroup;
  };
  /** Read a multicast group */
  readonly getMulticastGroup: {
    readonly input: {
      readonly id: string;
    };
    readonly output: MulticastGroup;
  };
  /** Change a multicast group */
  readonly updateMulticastGroup: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly applicationId?: string;
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly region?: string;
      readonly groupClass?: "B" | "C";
      readonly mcAddr?: string;
      readonly dataRate?: number;
      readonly freqHz?: number;
      readonly pingSlotPeriodicity?: number;
      readonly fCntFrom?: number;
      readonly deviceIds?: readonly string[];
      readonly gatewayIds?: readonly string[];
      readonly mcNetSKey?: string;
      readonly mcAppSKey?: string;
      readonly version?: number;
    });
    readonly output: MulticastGroup;
  };
  /** Delete a multicast group and its keys */
  readonly deleteMulticastGroup: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** Add a device to a multicast group */
  readonly addGroupDevice: {
    readonly input: {
      readonly id: string;
      readonly memberId: string;
    } & {};
    readonly output: MulticastGroup;
  };
  /** Take a device out of a multicast group */
  readonly removeGroupDevice: {
    readonly input: {
      readonly id: string;
      readonly memberId: string;
    };
    readonly output: MulticastGroup;
  };
  /** Let a gateway send to a multicast group */
  readonly addGroupGateway: {
    readonly input: {
      readonly id: string;
      readonly memberId: string;
    } & {};
    readonly output: MulticastGroup;
  };
  /** Take a gateway from a multicast group */
  readonly removeGroupGateway: {
    readonly input: {
      readonly id: string;
      readonly memberId: string;
    };
    readonly output: MulticastGroup;
  };
  /** List what waits to be sent to a group */
  readonly listGroupQueue: {
    readonly input: {
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly QueueItem[];
    };
  };
  /** Send a message to a multicast group */
  readonly enqueueToGroup: {
    readonly input: {
      readonly id: string;
    } & {
      /** Yours, to recognise it in events */
      readonly itemId?: string;
      readonly fPort: number;
      readonly data?: string;
      readonly expiresAt?: string;
    };
    readonly output: QueueItem;
  };
  /** Forget what waits to be sent to a group */
  readonly flushGroupQueue: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List gateways */
  readonly listGateways: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Part of the name or EUI */
      readonly search?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Gateway[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a gateway */
  readonly createGateway: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly eui: string;
      /** The EUI when absent */
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      readonly location?: {
        readonly latitudeDeg: number;
        readonly longitudeDeg: number;
        readonly altitudeM?: number;
      };
      readonly region?: string;
      readonly subBand?: number;
      readonly antennaGainDbi?: number;
      readonly cableLossDb?: number;
      /** Where there are several, by their numbers; the two fields above stand for the others */
      readonly antennas?: readonly {
        readonly gainDbi: number;
        readonly cableLossDb: number;
      }[];
      readonly subtractsOwnGain?: boolean;
      readonly downlinkAllowed?: boolean;
      readonly disabled?: boolean;
      readonly statsIntervalS?: number;
    };
    readonly output: Gateway;
  };
  /** Read a gateway */
  readonly getGateway: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Gateway;
  };
  /** Change a gateway */
  readonly updateGateway: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly name?: string;
      readonly description?: string;
      readonly tags?: {
        readonly [name: string]: string;
      };
      /** null takes it away */
      readonly location?: {
        readonly latitudeDeg: number;
        readonly longitudeDeg: number;
        readonly altitudeM?: number;
      } | null;
      readonly region?: string;
      /** null takes it away */
      readonly subBand?: number | null;
      readonly antennaGainDbi?: number;
      readonly cableLossDb?: number;
      /** null takes it away */
      readonly antennas?: (readonly {
        readonly gainDbi: number;
        readonly cableLossDb: number;
      }[]) | null;
      readonly subtractsOwnGain?: boolean;
      readonly downlinkAllowed?: boolean;
      readonly disabled?: boolean;
      readonly statsIntervalS?: number;
      readonly version?: number;
    });
    readonly output: Gateway;
  };
  /** Delete a gateway */
  readonly deleteGateway: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** What a gateway spent of its hour on the air */
  readonly getGatewayAirtime: {
    readonly input: {
      readonly id: string;
    };
    readonly output: GatewayAirtime;
  };
  /** What a gateway heard and sent, by the hour */
  readonly getGatewayHours: {
    readonly input: {
      readonly id: string;
    };
    readonly output: GatewayHours;
  };
  /** Have a gateway run a program, where the server's settings allow it */
  readonly runGatewayCommand: {
    readonly input: {
      readonly id: string;
    } & {
      /** A program on the gateway */
      readonly command: string;
      readonly arguments?: readonly string[];
    };
    readonly output: undefined;
  };
  /** List a gateway's credentials */
  readonly listGatewayCredentials: {
    readonly input: {
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly GatewayCredential[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Give a gateway a token */
  readonly createGatewayToken: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      readonly expiresAt?: string;
    };
    readonly output: GatewayTokenCreated;
  };
  /** Issue a client certificate to a gateway, or renew one */
  readonly createGatewayCertificate: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      /** PEM of a PKCS #10 request; without one a key is made and returned */
      readonly signingRequest?: string;
      /** The server's default when absent */
      readonly days?: number;
      /** An older credential that it takes the place of; that one holds until it is revoked */
      readonly renews?: string;
    };
    readonly output: GatewayCertificateCreated;
  };
  /** Revoke a gateway's token or certificate */
  readonly revokeGatewayCredential: {
    readonly input: {
      readonly id: string;
      readonly credentialId: string;
    };
    readonly output: undefined;
  };
  /** Set the key with which a gateway vouches for what its SDR saw */
  readonly setGatewayLtsKey: {
    readonly input: {
      readonly id: string;
    } & {
      /** One is made and returned when absent */
      readonly key?: string;
    };
    readonly output: LtsKeySet;
  };
  /** Take that key away */
  readonly deleteGatewayLtsKey: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** The authority that gateways trust, and what it revoked */
  readonly getGatewayAuthority: {
    readonly input: {};
    readonly output: GatewayAuthority;
  };
  /** Channels, data rates and limits of every region */
  readonly getRegions: {
    readonly input: {};
    readonly output: {
      readonly items: readonly Region[];
    };
  };
  /** Ask for the samples of a preamble */
  readonly requestSnippet: {
    readonly input: {
      readonly id: string;
    } & {
      /** As the gateway reported it, to the nanosecond */
      readonly onset: string;
      readonly freqHz: number;
      readonly sf: number;
    };
    readonly output: Snippet;
  };
  /** List the samples asked for lately */
  readonly listSnippets: {
    readonly input: {
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly Snippet[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Read the samples of a preamble */
  readonly getSnippet: {
    readonly input: {
      readonly id: string;
      readonly snippetId: string;
    };
    readonly output: SnippetWithDocument;
  };
  /** Deliver samples (gateways) */
  readonly deliverSnippet: {
    readonly input: {
      readonly id: string;
      readonly snippetId: string;
    } & ({
      readonly state: "held";
      readonly document: SnippetDocumentInput;
    } | {
      readonly state: "gone";
    });
    readonly output: undefined;
  };
  /** Read the waterfall */
  readonly getSpectrum: {
    readonly input: {
      /** `next` of the page before */
      readonly from?: number;
      readonly id: string;
    };
    readonly output: {
      readonly page: SpectrumPage | null;
    };
  };
  /** Deliver the waterfall (gateways) */
  readonly deliverSpectrum: {
    readonly input: {
      readonly id: string;
    } & {
      readonly centreHz: number;
      readonly spanHz: number;
      readonly bins: number;
      readonly floorDbfs: number;
      readonly stepDb: number;
      readonly rowS: number;
      readonly rows: readonly {
        readonly seq: number;
        readonly at: string;
        /** One byte a bin, lowest frequency first, base64 */
        readonly levels: string;
      }[];
      readonly next: number;
    };
    readonly output: undefined;
  };
  /** What is wanted of a gateway's SDR */
  readonly getSdrRequests: {
    readonly input: {
      readonly id: string;
    };
    readonly output: SdrRequests;
  };
  /** List uplinks, newest first */
  readonly listUplinks: {
    readonly input: {
      readonly tenantId?: string;
      readonly deviceId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
      readonly applicationId?: string;
    };
    readonly output: {
      readonly items: readonly Uplink[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** List joins, newest first */
  readonly listJoins: {
    readonly input: {
      readonly tenantId?: string;
      readonly deviceId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
      readonly applicationId?: string;
    };
    readonly output: {
      readonly items: readonly Join[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Read the log */
  readonly listEvents: {
    readonly input: {
      readonly tenantId?: string;
      /** Id of a device or gateway */
      readonly key?: string;
      /** Separated by commas */
      readonly types?: string;
      /** What devices of an application did, those that have none named in it by where they are now */
      readonly applicationId?: string;
      /** Only refusals for this reason, such as `NS_MIC_INVALID` */
      readonly code?: string;
      /** Inclusive */
      readonly from?: string;
      /** Exclusive */
      readonly to?: string;
      readonly order?: "oldest-first" | "newest-first";
      /** `next` of the page before, or any event's position */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Event[];
      /** Where to go on. Oldest first it is always there: ask again with it for what comes */
      readonly next?: string;
    };
  };
  /** Who changed what, newest first */
  readonly listAudit: {
    readonly input: {
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Event[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Everything known of one frame, byte by byte */
  readonly getFrame: {
    readonly input: {
      readonly id: string;
      readonly frameId: string;
    };
    readonly output: FrameDetails;
  };
  /** Fleet and traffic of the last day, at a glance */
  readonly getOverview: {
    readonly input: {
      readonly tenantId?: string;
    };
    readonly output: Overview;
  };
  /** List alarms, newest first */
  readonly listAlarms: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Separated by commas */
      readonly states?: string;
      /** Separated by commas */
      readonly severities?: string;
      readonly code?: string;
      readonly subjectKind?: "tenant" | "application" | "device" | "gateway" | "integration" | "server";
      readonly subjectId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Alarm[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Read an alarm */
  readonly getAlarm: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Alarm;
  };
  /** Say that somebody sees to an alarm */
  readonly acknowledgeAlarm: {
    readonly input: {
      readonly id: string;
    } & {
      readonly note?: string;
    };
    readonly output: Alarm;
  };
  /** Keep an alarm quiet for a while */
  readonly snoozeAlarm: {
    readonly input: {
      readonly id: string;
    } & {
      /** Nobody is told anything until then */
      readonly until: string;
      readonly note?: string;
    };
    readonly output: Alarm;
  };
  /** End an alarm */
  readonly clearAlarm: {
    readonly input: {
      readonly id: string;
    } & {
      readonly note?: string;
    };
    readonly output: Alarm;
  };
  /** List alarm rules */
  readonly listAlarmRules: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly AlarmRule[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create an alarm rule */
  readonly createAlarmRule: {
    readonly input: ({
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      readonly name: string;
      readonly enabled?: boolean;
      /** Codes, or their beginning followed by `*`; all when empty */
      readonly codes?: readonly string[];
      /** All kinds when empty */
      readonly subjects?: readonly ("tenant" | "application" | "device" | "gateway" | "integration" | "server")[];
      /** All when empty */
      readonly subjectIds?: readonly string[];
      readonly minSeverity?: "info" | "warning" | "critical";
      /** Such troubles do not become alarms */
      readonly suppress?: boolean;
      /** How long a trouble must last */
      readonly raiseAfterS?: number;
      /** How long it must be over */
      readonly clearAfterS?: number;
      readonly notify?: {
        readonly email?: readonly string[];
        readonly webhook?: {
          readonly url: string;
          /** Sent along; their values are shown to those who may change them only */
          readonly headers?: {
            readonly [name: string]: string;
          };
        };
      };
    });
    readonly output: AlarmRule;
  };
  /** Read an alarm rule */
  readonly getAlarmRule: {
    readonly input: {
      readonly id: string;
    };
    readonly output: AlarmRule;
  };
  /** Change an alarm rule */
  readonly updateAlarmRule: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly name?: string;
      readonly enabled?: boolean;
      readonly codes?: readonly string[];
      readonly subjects?: readonly ("tenant" | "application" | "device" | "gateway" | "integration" | "server")[];
      readonly subjectIds?: readonly string[];
      readonly minSeverity?: "info" | "warning" | "critical";
      readonly suppress?: boolean;
      readonly raiseAfterS?: number;
      readonly clearAfterS?: number;
      readonly notify?: {
        readonly email?: readonly string[];
        readonly webhook?: {
          readonly url: string;
          /** Sent along; their values are shown to those who may change them only */
          readonly headers?: {
            readonly [name: string]: string;
          };
        };
      };
      readonly version?: number;
    });
    readonly output: AlarmRule;
  };
  /** Delete an alarm rule */
  readonly deleteAlarmRule: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List what a device measures */
  readonly listSeries: {
    readonly input: {
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly Series[];
    };
  };
  /** Read a series of a device, oldest first */
  readonly getMeasurements: {
    readonly input: {
      readonly series: string;
      /** Roll-ups are by hour and day in UTC */
      readonly resolution?: "raw" | "hour" | "day";
      /** Inclusive; a day before `to` when absent */
      readonly from?: string;
      /** Exclusive; now when absent */
      readonly to?: string;
      readonly limit?: number;
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly Measurement[];
      /** Pass as `from` for what comes after; absent when that is all */
      readonly next?: string;
    };
  };
  /** List recomputations since the server started */
  readonly listReprocessing: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly ReprocessJob[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Recompute what is derived from uplinks, after a codec changed */
  readonly startReprocessing: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Uplinks received from then on */
      readonly from: string;
      readonly applicationId?: string;
      readonly deviceId?: string;
    };
    readonly output: ReprocessJob;
  };
  /** How far a recomputation has come */
  readonly getReprocessing: {
    readonly input: {
      readonly id: string;
    };
    readonly output: ReprocessJob;
  };
  /** Stop a recomputation */
  readonly cancelReprocessing: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List API keys */
  readonly listApiKeys: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly ApiKey[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create an API key */
  readonly createApiKey: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Reaches every tenant; server admins only */
      readonly serverWide?: boolean;
      readonly name: string;
      /** Needed, but for a key of a device */
      readonly scopes?: readonly string[];
      /** Device-only: a key with which this device speaks for itself, at `/device/…` */
      readonly deviceId?: string;
      readonly expiresAt?: string;
    };
    readonly output: ApiKeyCreated;
  };
  /** Revoke an API key */
  readonly deleteApiKey: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List MQTT credentials */
  readonly listMqttCredentials: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly MqttCredential[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create an MQTT credential */
  readonly createMqttCredential: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Every application of the tenant when absent */
      readonly applicationId?: string;
      readonly name: string;
      /** May publish downlink commands */
      readonly mayCommand?: boolean;
      readonly expiresAt?: string;
    };
    readonly output: MqttCredentialCreated;
  };
  /** Revoke an MQTT credential */
  readonly deleteMqttCredential: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List integrations */
  readonly listIntegrations: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Integration[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create an integration */
  readonly createIntegration: {
    readonly input: ({
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** Every application of the tenant when absent */
      readonly applicationId?: string;
      readonly kind?: "webhook" | "mqtt" | "influxdb" | "postgresql" | "amqp" | "nats" | "kafka";
      readonly name: string;
      readonly enabled?: boolean;
      readonly webhook?: {
        /** Where events are sent, by POST */
        readonly url: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
        /** Sent along; their values are shown to those who may change them only */
        readonly headers?: {
          readonly [name: string]: string;
        };
        /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
        readonly format?: "chirpstack" | "the-things-stack";
        /** More than one: bodies are lists of items with `event` and `eventId` */
        readonly batch?: number;
      };
      readonly mqtt?: {
        /** Such as `mqtts://broker.example:8883` */
        readonly url: string;
        readonly username?: string;
        readonly qos?: 0 | 1;
        readonly retain?: boolean;
        /** Before every topic, such as `site-7/` */
        readonly topicPrefix?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
        /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
        readonly format?: "chirpstack" | "the-things-stack";
      };
      readonly influxdb?: {
        /** Such as `https://influx.example:8086` */
        readonly url: string;
        readonly organization: string;
        readonly bucket: string;
      };
      readonly postgresql?: {
        /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
        readonly url: string;
        /** Certificates are verified; without, everything passes in plain text */
        readonly tls?: boolean;
        /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
        readonly schema?: string;
        /** Make hypertables of them (TimescaleDB) */
        readonly timescale?: boolean;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly amqp?: {
        /** Such as `amqps://mq.example/iot`; its path is the virtual host */
        readonly url: string;
        readonly username: string;
        /** It has to be there */
        readonly exchange?: string;
        readonly routingKey?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly nats?: {
        /** Such as `tls://nats.example:4222` */
        readonly url: string;
        /** Without one the secret is a token */
        readonly username?: string;
        readonly subjectPrefix?: string;
        /** A stream takes the subjects and confirms each message; without it nobody does */
        readonly jetStream?: boolean;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly kafka?: {
        /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
        readonly url: string;
        /** Without one there is no SASL */
        readonly username?: string;
        readonly mechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
        /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
        readonly topic?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      /** The broker's password or the database's token; webhooks get one made, to sign with */
      readonly secret?: string;
    });
    readonly output: IntegrationCreated;
  };
  /** Read an integration */
  readonly getIntegration: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Integration;
  };
  /** Change an integration */
  readonly updateIntegration: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly name?: string;
      readonly enabled?: boolean;
      readonly webhook?: {
        /** Where events are sent, by POST */
        readonly url: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
        /** Sent along; their values are shown to those who may change them only */
        readonly headers?: {
          readonly [name: string]: string;
        };
        /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
        readonly format?: "chirpstack" | "the-things-stack";
        /** More than one: bodies are lists of items with `event` and `eventId` */
        readonly batch?: number;
      };
      readonly mqtt?: {
        /** Such as `mqtts://broker.example:8883` */
        readonly url: string;
        readonly username?: string;
        readonly qos?: 0 | 1;
        readonly retain?: boolean;
        /** Before every topic, such as `site-7/` */
        readonly topicPrefix?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
        /** Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms */
        readonly format?: "chirpstack" | "the-things-stack";
      };
      readonly influxdb?: {
        /** Such as `https://influx.example:8086` */
        readonly url: string;
        readonly organization: string;
        readonly bucket: string;
      };
      readonly postgresql?: {
        /** Such as `postgres://user@db.example:5432/database`; the password is the secret */
        readonly url: string;
        /** Certificates are verified; without, everything passes in plain text */
        readonly tls?: boolean;
        /** Where the tables `lorats_events` and `lorats_measurements` are, or are made */
        readonly schema?: string;
        /** Make hypertables of them (TimescaleDB) */
        readonly timescale?: boolean;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly amqp?: {
        /** Such as `amqps://mq.example/iot`; its path is the virtual host */
        readonly url: string;
        readonly username: string;
        /** It has to be there */
        readonly exchange?: string;
        readonly routingKey?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly nats?: {
        /** Such as `tls://nats.example:4222` */
        readonly url: string;
        /** Without one the secret is a token */
        readonly username?: string;
        readonly subjectPrefix?: string;
        /** A stream takes the subjects and confirms each message; without it nobody does */
        readonly jetStream?: boolean;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      readonly kafka?: {
        /** Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others */
        readonly url: string;
        /** Without one there is no SASL */
        readonly username?: string;
        readonly mechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
        /** With `{applicationId}`, `{devEui}` and `{event}`; it has to be there */
        readonly topic?: string;
        /** All kinds when empty */
        readonly events?: readonly ("up" | "revision" | "join" | "ack" | "txack" | "status" | "log" | "location" | "alarm")[];
      };
      /** The broker's password or the database's token; webhooks get one made, to sign with */
      readonly secret?: string;
      readonly version?: number;
    });
    readonly output: Integration;
  };
  /** Delete an integration */
  readonly deleteIntegration: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List what the other side refused for good */
  readonly listDeadLetters: {
    readonly input: {
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly DeadLetter[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Send dead letters again */
  readonly replayDeadLetters: {
    readonly input: {
      readonly id: string;
    } & {
      /** The oldest thousand when absent */
      readonly ids?: readonly string[];
    };
    readonly output: {
      readonly delivered: number;
      readonly refused: number;
    };
  };
  /** What connectors can understand */
  readonly listConnectorKinds: {
    readonly input: {};
    readonly output: {
      readonly items: readonly ConnectorKind[];
    };
  };
  /** List connectors */
  readonly listConnectors: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Connector[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Let another network bring events */
  readonly createConnector: {
    readonly input: {
      /** Where its devices belong */
      readonly applicationId: string;
      /** Of devices that it makes */
      readonly profileId: string;
      readonly kind: string;
      readonly name: string;
      readonly enabled?: boolean;
      /** Otherwise what unknown devices say is refused */
      readonly createsDevices?: boolean;
      /** As the kind's schema says; see `GET /connector-kinds` */
      readonly settings?: {
        readonly [name: string]: unknown;
      };
      /** Ours for the other side: a broker's password, an API key; never shown again */
      readonly secret?: string;
    };
    readonly output: ConnectorCreated;
  };
  /** Read a connector */
  readonly getConnector: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Connector;
  };
  /** Change a connector */
  readonly updateConnector: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      readonly enabled?: boolean;
      readonly createsDevices?: boolean;
      readonly profileId?: string;
      /** As the kind's schema says; see `GET /connector-kinds` */
      readonly settings?: {
        readonly [name: string]: unknown;
      };
      /** Ours for the other side: a broker's password, an API key; never shown again */
      readonly secret?: string;
      readonly version?: number;
    };
    readonly output: Connector;
  };
  /** Delete a connector; its devices stay */
  readonly deleteConnector: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** A new token; the old one ends */
  readonly renewConnectorToken: {
    readonly input: {
      readonly id: string;
    } & {};
    readonly output: ConnectorToken;
  };
  /** Fetch what was missed */
  readonly startBackfill: {
    readonly input: {
      readonly id: string;
    } & {
      /** Fetch what the other side has from then on */
      readonly from: string;
    };
    readonly output: Connector;
  };
  /** What payloads can be enriched with */
  readonly listEnrichmentKinds: {
    readonly input: {};
    readonly output: {
      readonly items: readonly EnrichmentKind[];
    };
  };
  /** List enrichment sources */
  readonly listEnrichmentSources: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly EnrichmentSource[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Enrich payloads with outside data */
  readonly createEnrichmentSource: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** For its frames only; otherwise the tenant's */
      readonly applicationId?: string;
      readonly kind: string;
      readonly name: string;
      /** Its values stand at `external.<field>` of decoded payloads and in series */
      readonly field: string;
      readonly enabled?: boolean;
      /** How often it is asked */
      readonly refreshMinutes?: number;
      /** How long its last word holds; frames that come later get none */
      readonly holdsMinutes?: number;
      /** As the kind's schema says; see `GET /enrichment-kinds` */
      readonly settings?: {
        readonly [name: string]: unknown;
      };
      /** What its address needs and nobody is to see; never shown again */
      readonly secret?: string;
    };
    readonly output: EnrichmentSource;
  };
  /** Read an enrichment source and how it does */
  readonly getEnrichmentSource: {
    readonly input: {
      readonly id: string;
    };
    readonly output: EnrichmentSource;
  };
  /** Change an enrichment source */
  readonly updateEnrichmentSource: {
    readonly input: {
      readonly id: string;
    } & {
      readonly name?: string;
      /** Its values stand at `external.<field>` of decoded payloads and in series */
      readonly field?: string;
      readonly enabled?: boolean;
      readonly refreshMinutes?: number;
      readonly holdsMinutes?: number;
      readonly settings?: {
        readonly [name: string]: unknown;
      };
      /** What its address needs and nobody is to see; never shown again */
      readonly secret?: string;
      readonly version?: number;
    };
    readonly output: EnrichmentSource;
  };
  /** Delete an enrichment source */
  readonly deleteEnrichmentSource: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** Attackers of the simulated world, and what they do */
  readonly listDemoAttacks: {
    readonly input: {};
    readonly output: {
      readonly rigs: readonly {
        readonly name: string;
        readonly eavesdropper: {
          readonly latitudeDeg: number;
          readonly longitudeDeg: number;
        };
        readonly collider: {
          readonly latitudeDeg: number;
          readonly longitudeDeg: number;
        };
        /** More colliders, one near each further gateway */
        readonly helpers: readonly {
          readonly latitudeDeg: number;
          readonly longitudeDeg: number;
        }[];
      }[];
      /** Running ones and the last that were stopped, the newest first */
      readonly items: readonly Attack[];
    };
  };
  /** Start an attack in the simulated world */
  readonly startDemoAttack: {
    readonly input: {
      readonly rig: string;
      readonly plan: AttackPlanInput;
    };
    readonly output: Attack;
  };
  /** Stop an attack; replays that wait are still sent */
  readonly stopDemoAttack: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** What was thought of frames, newest first */
  readonly listAssessments: {
    readonly input: {
      readonly tenantId?: string;
      readonly deviceId?: string;
      readonly verdict?: "genuine" | "suspect" | "replayed" | "unverified";
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly Assessment[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** A device's track, habits and probes */
  readonly getDeviceTrust: {
    readonly input: {
      readonly id: string;
    };
    readonly output: DeviceTrust;
  };
  /** A gateway's oscillator and clock */
  readonly getGatewayTrust: {
    readonly input: {
      readonly id: string;
    };
    readonly output: GatewayTrust;
  };
  /** What people said of a device's frames */
  readonly getTrustLabels: {
    readonly input: {
      readonly id: string;
    };
    readonly output: {
      readonly items: readonly TrustLabel[];
    };
  };
  /** Say that a frame was genuine or not, or enrol the device anew */
  readonly addTrustLabel: {
    readonly input: {
      readonly id: string;
    } & ({
      /** `false-alarm`, `attack`: about one frame; `re-enrol`: its oscillator changed, begin anew; `attack-free`: a supervised period */
      readonly label: "false-alarm" | "attack" | "re-enrol" | "attack-free";
      /** The frame, for `false-alarm` and `attack` */
      readonly deduplicationId?: string;
      readonly from?: string;
      readonly until?: string;
      readonly note?: string;
    });
    readonly output: TrustLabel;
  };
  /** Say that a gateway's oscillator changed, so that a common shift is its own */
  readonly enrolGatewayAnew: {
    readonly input: {
      readonly id: string;
    } & {
      readonly note?: string;
    };
    readonly output: undefined;
  };
  /** How an application's frames are judged */
  readonly getTrustPolicy: {
    readonly input: {
      readonly id: string;
    };
    readonly output: TrustPolicy;
  };
  /** Say how an application's frames are judged */
  readonly setTrustPolicy: {
    readonly input: {
      readonly id: string;
    } & ({
      /** `flag`: publish with the verdict; `hold`: publish `up` only when cleared; `exclude`: publish, and keep out of alarms and decisions */
      readonly action?: "flag" | "hold" | "exclude";
      /** Raise an alarm on suspect and replayed frames */
      readonly alarm?: boolean;
      readonly falseAlarmsPerYear?: number;
      /** `genuine` takes tests that would have caught an extra bias of this */
      readonly genuineAgainstPpm?: number;
      /** `fixed-500hz`: the paper's threshold, for comparison */
      readonly mode?: "track" | "fixed-500hz";
      readonly framesToLearn?: number;
      /** Of uplinks that are probed */
      readonly probeShare?: number;
      /** Of one device, at most */
      readonly probesPerDay?: number;
      /** `rx2`: probes go into RX2 alone, which bounds the delay of an uplink tighter */
      readonly probeWindow?: "any" | "rx2";
      /** Share of an hour's time on air that the application's probes may take */
      readonly probeDutyCycle?: number;
      /** FPort of payloads in the elapsed-time format; 0: none */
      readonly elapsedTimePort?: number;
    });
    readonly output: TrustPolicy;
  };
  /** A device's secret schedule */
  readonly getHopping: {
    readonly input: {
      readonly id: string;
    };
    readonly output: Hopping;
  };
  /** Agree on a secret schedule */
  readonly enrolHopping: {
    readonly input: {
      readonly id: string;
    } & {
      readonly sliceMs?: number;
      readonly minSlices?: number;
      readonly maxSlices?: number;
      /** X25519; without one the schedule's key is derived from the device's AppSKey */
      readonly devicePublicKey?: string;
    };
    readonly output: Hopping;
  };
  /** Give up the secret schedule */
  readonly endHopping: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
  /** List users */
  readonly listUsers: {
    readonly input: {
      /** May be left out by those who belong to one tenant only */
      readonly tenantId?: string;
      /** `next` of the page before */
      readonly after?: string;
      readonly limit?: number;
    };
    readonly output: {
      readonly items: readonly User[];
      /** Pass as `after` for the next page; absent on the last */
      readonly next?: string;
    };
  };
  /** Create a user */
  readonly createUser: {
    readonly input: ({
      readonly email: string;
      readonly name?: string;
      readonly password?: string;
      readonly isServerAdmin?: boolean;
      readonly memberships?: readonly ({
        readonly tenantId: string;
        /** Owners may what admins may, and alone make, change and remove owners; the last stays */
        readonly role: "owner" | "admin" | "operator" | "viewer";
      })[];
    });
    readonly output: User;
  };
  /** Read a user */
  readonly getUser: {
    readonly input: {
      readonly id: string;
    };
    readonly output: User;
  };
  /** Change a user */
  readonly updateUser: {
    readonly input: {
      readonly id: string;
    } & ({
      readonly name?: string;
      readonly active?: boolean;
      readonly isServerAdmin?: boolean;
      readonly memberships?: readonly ({
        readonly tenantId: string;
        /** Owners may what admins may, and alone make, change and remove owners; the last stays */
        readonly role: "owner" | "admin" | "operator" | "viewer";
      })[];
      /** Empty: no provider vouches for them any more; the next sign-in may link one anew */
      readonly identities?: readonly {
        readonly issuer: string;
        readonly subject: string;
      }[];
      readonly version?: number;
    });
    readonly output: User;
  };
  /** Delete a user */
  readonly deleteUser: {
    readonly input: {
      readonly id: string;
    };
    readonly output: undefined;
  };
}

/** Method, path, and the names of what goes into the query. */
export const OPERATIONS: { readonly [Name in keyof Operations]: readonly [method: string, path: string, query: readonly string[]] } = {
  authMethods: ["GET", "/api/v1/auth/methods", []],
  signIn: ["POST", "/api/v1/session", []],
  signOut: ["DELETE", "/api/v1/session", []],
  me: ["GET", "/api/v1/me", []],
  changePassword: ["PUT", "/api/v1/me/password", []],
  serverInfo: ["GET", "/api/v1/server", []],
  listTenants: ["GET", "/api/v1/tenants", ["after", "limit"]],
  createTenant: ["POST", "/api/v1/tenants", []],
  getTenant: ["GET", "/api/v1/tenants/{id}", []],
  updateTenant: ["PATCH", "/api/v1/tenants/{id}", []],
  deleteTenant: ["DELETE", "/api/v1/tenants/{id}", []],
  getQuotas: ["GET", "/api/v1/tenants/{id}/quotas", []],
  getUsage: ["GET", "/api/v1/tenants/{id}/usage", ["subject", "from", "to", "resolution"]],
  exportTenant: ["GET", "/api/v1/tenants/{id}/export", []],
  exportTenantWithSecrets: ["POST", "/api/v1/tenants/{id}/export", []],
  importTenant: ["POST", "/api/v1/tenants/{id}/import", []],
  listApplications: ["GET", "/api/v1/applications", ["tenantId", "search", "after", "limit"]],
  createApplication: ["POST", "/api/v1/applications", []],
  getApplication: ["GET", "/api/v1/applications/{id}", []],
  updateApplication: ["PATCH", "/api/v1/applications/{id}", []],
  deleteApplication: ["DELETE", "/api/v1/applications/{id}", []],
  listDeviceProfiles: ["GET", "/api/v1/device-profiles", ["tenantId", "search", "after", "limit"]],
  createDeviceProfile: ["POST", "/api/v1/device-profiles", []],
  getDeviceProfile: ["GET", "/api/v1/device-profiles/{id}", []],
  updateDeviceProfile: ["PATCH", "/api/v1/device-profiles/{id}", []],
  deleteDeviceProfile: ["DELETE", "/api/v1/device-profiles/{id}", []],
  testCodec: ["POST", "/api/v1/codecs/test", []],
  listDevices: ["GET", "/api/v1/devices", ["tenantId", "applicationId", "profileId", "search", "after", "limit"]],
  createDevice: ["POST", "/api/v1/devices", []],
  importDevices: ["POST", "/api/v1/devices/import", []],
  getDevice: ["GET", "/api/v1/devices/{id}", []],
  updateDevice: ["PATCH", "/api/v1/devices/{id}", []],
  deleteDevice: ["DELETE", "/api/v1/devices/{id}", ["history"]],
  moveDevice: ["POST", "/api/v1/devices/{id}/move", []],
  revealKeys: ["POST", "/api/v1/devices/{id}/keys", []],
  getSession: ["GET", "/api/v1/devices/{id}/session", []],
  activate: ["PUT", "/api/v1/devices/{id}/session", []],
  endSession: ["DELETE", "/api/v1/devices/{id}/session", []],
  listQueue: ["GET", "/api/v1/devices/{id}/queue", []],
  enqueue: ["POST", "/api/v1/devices/{id}/queue", []],
  flushQueue: ["DELETE", "/api/v1/devices/{id}/queue", []],
  sendUplink: ["POST", "/api/v1/device/uplinks", []],
  listDownlinks: ["GET", "/api/v1/device/downlinks", []],
  confirmDownlink: ["DELETE", "/api/v1/device/downlinks/{itemId}", []],
  listMulticastGroups: ["GET", "/api/v1/multicast-groups", ["tenantId", "applicationId", "search", "after", "limit"]],
  createMulticastGroup: ["POST", "/api/v1/multicast-groups", []],
  getMulticastGroup: ["GET", "/api/v1/multicast-groups/{id}", []],
  updateMulticastGroup: ["PATCH", "/api/v1/multicast-groups/{id}", []],
  deleteMulticastGroup: ["DELETE", "/api/v1/multicast-groups/{id}", []],
  addGroupDevice: ["PUT", "/api/v1/multicast-groups/{id}/devices/{memberId}", []],
  removeGroupDevice: ["DELETE", "/api/v1/multicast-groups/{id}/devices/{memberId}", []],
  addGroupGateway: ["PUT", "/api/v1/multicast-groups/{id}/gateways/{memberId}", []],
  removeGroupGateway: ["DELETE", "/api/v1/multicast-groups/{id}/gateways/{memberId}", []],
  listGroupQueue: ["GET", "/api/v1/multicast-groups/{id}/queue", []],
  enqueueToGroup: ["POST", "/api/v1/multicast-groups/{id}/queue", []],
  flushGroupQueue: ["DELETE", "/api/v1/multicast-groups/{id}/queue", []],
  listGateways: ["GET", "/api/v1/gateways", ["tenantId", "search", "after", "limit"]],
  createGateway: ["POST", "/api/v1/gateways", []],
  getGateway: ["GET", "/api/v1/gateways/{id}", []],
  updateGateway: ["PATCH", "/api/v1/gateways/{id}", []],
  deleteGateway: ["DELETE", "/api/v1/gateways/{id}", []],
  getGatewayAirtime: ["GET", "/api/v1/gateways/{id}/airtime", []],
  getGatewayHours: ["GET", "/api/v1/gateways/{id}/hours", []],
  runGatewayCommand: ["POST", "/api/v1/gateways/{id}/commands", []],
  listGatewayCredentials: ["GET", "/api/v1/gateways/{id}/credentials", ["after", "limit"]],
  createGatewayToken: ["POST", "/api/v1/gateways/{id}/tokens", []],
  createGatewayCertificate: ["POST", "/api/v1/gateways/{id}/certificates", []],
  revokeGatewayCredential: ["DELETE", "/api/v1/gateways/{id}/credentials/{credentialId}", []],
  setGatewayLtsKey: ["PUT", "/api/v1/gateways/{id}/lts-key", []],
  deleteGatewayLtsKey: ["DELETE", "/api/v1/gateways/{id}/lts-key", []],
  getGatewayAuthority: ["GET", "/api/v1/gateway-authority", []],
  getRegions: ["GET", "/api/v1/regions", []],
  requestSnippet: ["POST", "/api/v1/gateways/{id}/snippets", []],
  listSnippets: ["GET", "/api/v1/gateways/{id}/snippets", []],
  getSnippet: ["GET", "/api/v1/gateways/{id}/snippets/{snippetId}", []],
  deliverSnippet: ["PUT", "/api/v1/gateways/{id}/snippets/{snippetId}", []],
  getSpectrum: ["GET", "/api/v1/gateways/{id}/spectrum", ["from"]],
  deliverSpectrum: ["PUT", "/api/v1/gateways/{id}/spectrum", []],
  getSdrRequests: ["GET", "/api/v1/gateways/{id}/sdr-requests", []],
  listUplinks: ["GET", "/api/v1/uplinks", ["tenantId", "deviceId", "after", "limit", "applicationId"]],
  listJoins: ["GET", "/api/v1/joins", ["tenantId", "deviceId", "after", "limit", "applicationId"]],
  listEvents: ["GET", "/api/v1/events", ["tenantId", "key", "types", "applicationId", "code", "from", "to", "order", "after", "limit"]],
  listAudit: ["GET", "/api/v1/audit", ["tenantId", "after", "limit"]],
  getFrame: ["GET", "/api/v1/devices/{id}/frames/{frameId}", []],
  getOverview: ["GET", "/api/v1/overview", ["tenantId"]],
  listAlarms: ["GET", "/api/v1/alarms", ["tenantId", "states", "severities", "code", "subjectKind", "subjectId", "after", "limit"]],
  getAlarm: ["GET", "/api/v1/alarms/{id}", []],
  acknowledgeAlarm: ["POST", "/api/v1/alarms/{id}/acknowledge", []],
  snoozeAlarm: ["POST", "/api/v1/alarms/{id}/snooze", []],
  clearAlarm: ["POST", "/api/v1/alarms/{id}/clear", []],
  listAlarmRules: ["GET", "/api/v1/alarm-rules", ["tenantId", "after", "limit"]],
  createAlarmRule: ["POST", "/api/v1/alarm-rules", []],
  getAlarmRule: ["GET", "/api/v1/alarm-rules/{id}", []],
  updateAlarmRule: ["PATCH", "/api/v1/alarm-rules/{id}", []],
  deleteAlarmRule: ["DELETE", "/api/v1/alarm-rules/{id}", []],
  listSeries: ["GET", "/api/v1/devices/{id}/series", []],
  getMeasurements: ["GET", "/api/v1/devices/{id}/measurements", ["series", "resolution", "from", "to", "limit"]],
  listReprocessing: ["GET", "/api/v1/reprocessing", ["tenantId", "after", "limit"]],
  startReprocessing: ["POST", "/api/v1/reprocessing", []],
  getReprocessing: ["GET", "/api/v1/reprocessing/{id}", []],
  cancelReprocessing: ["DELETE", "/api/v1/reprocessing/{id}", []],
  listApiKeys: ["GET", "/api/v1/api-keys", ["tenantId", "after", "limit"]],
  createApiKey: ["POST", "/api/v1/api-keys", []],
  deleteApiKey: ["DELETE", "/api/v1/api-keys/{id}", []],
  listMqttCredentials: ["GET", "/api/v1/mqtt-credentials", ["tenantId", "after", "limit"]],
  createMqttCredential: ["POST", "/api/v1/mqtt-credentials", []],
  deleteMqttCredential: ["DELETE", "/api/v1/mqtt-credentials/{id}", []],
  listIntegrations: ["GET", "/api/v1/integrations", ["tenantId", "after", "limit"]],
  createIntegration: ["POST", "/api/v1/integrations", []],
  getIntegration: ["GET", "/api/v1/integrations/{id}", []],
  updateIntegration: ["PATCH", "/api/v1/integrations/{id}", []],
  deleteIntegration: ["DELETE", "/api/v1/integrations/{id}", []],
  listDeadLetters: ["GET", "/api/v1/integrations/{id}/dead-letters", ["after", "limit"]],
  replayDeadLetters: ["POST", "/api/v1/integrations/{id}/dead-letters/replay", []],
  listConnectorKinds: ["GET", "/api/v1/connector-kinds", []],
  listConnectors: ["GET", "/api/v1/connectors", ["tenantId", "after", "limit"]],
  createConnector: ["POST", "/api/v1/connectors", []],
  getConnector: ["GET", "/api/v1/connectors/{id}", []],
  updateConnector: ["PATCH", "/api/v1/connectors/{id}", []],
  deleteConnector: ["DELETE", "/api/v1/connectors/{id}", []],
  renewConnectorToken: ["POST", "/api/v1/connectors/{id}/token", []],
  startBackfill: ["POST", "/api/v1/connectors/{id}/backfill", []],
  listEnrichmentKinds: ["GET", "/api/v1/enrichment-kinds", []],
  listEnrichmentSources: ["GET", "/api/v1/enrichment-sources", ["tenantId", "after", "limit"]],
  createEnrichmentSource: ["POST", "/api/v1/enrichment-sources", []],
  getEnrichmentSource: ["GET", "/api/v1/enrichment-sources/{id}", []],
  updateEnrichmentSource: ["PATCH", "/api/v1/enrichment-sources/{id}", []],
  deleteEnrichmentSource: ["DELETE", "/api/v1/enrichment-sources/{id}", []],
  listDemoAttacks: ["GET", "/api/v1/demo/attacks", []],
  startDemoAttack: ["POST", "/api/v1/demo/attacks", []],
  stopDemoAttack: ["DELETE", "/api/v1/demo/attacks/{id}", []],
  listAssessments: ["GET", "/api/v1/assessments", ["tenantId", "deviceId", "verdict", "after", "limit"]],
  getDeviceTrust: ["GET", "/api/v1/devices/{id}/trust", []],
  getGatewayTrust: ["GET", "/api/v1/gateways/{id}/trust", []],
  getTrustLabels: ["GET", "/api/v1/devices/{id}/trust/labels", []],
  addTrustLabel: ["POST", "/api/v1/devices/{id}/trust/labels", []],
  enrolGatewayAnew: ["POST", "/api/v1/gateways/{id}/trust/enrol", []],
  getTrustPolicy: ["GET", "/api/v1/applications/{id}/trust-policy", []],
  setTrustPolicy: ["PUT", "/api/v1/applications/{id}/trust-policy", []],
  getHopping: ["GET", "/api/v1/devices/{id}/trust/hopping", []],
  enrolHopping: ["PUT", "/api/v1/devices/{id}/trust/hopping", []],
  endHopping: ["DELETE", "/api/v1/devices/{id}/trust/hopping", []],
  listUsers: ["GET", "/api/v1/users", ["tenantId", "after", "limit"]],
  createUser: ["POST", "/api/v1/users", []],
  getUser: ["GET", "/api/v1/users/{id}", []],
  updateUser: ["PATCH", "/api/v1/users/{id}", []],
  deleteUser: ["DELETE", "/api/v1/users/{id}", []],
};
