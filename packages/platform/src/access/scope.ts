/** What access is granted to, by kind of thing. */
export const RESOURCES = [
  "tenants",
  "applications",
  "device-profiles",
  "devices",
  "gateways",
  "events",
  "downlinks",
  "alarms",
  "alarm-rules",
  "integrations",
  "connectors",
  "mqtt-credentials",
  "api-keys",
  "users",
  "audit",
  "usage",
] as const;
export type Resource = (typeof RESOURCES)[number];

export const ACTIONS = ["read", "write"] as const;
export type Action = (typeof ACTIONS)[number];

/** `devices:read`, `devices:*`, `*:read` or `*`. */
export type Scope = "*" | `${Resource | "*"}:${Action | "*"}`;

/** What the server alone writes. */
const READ_ONLY: ReadonlySet<string> = new Set<Resource>(["audit", "usage"]);

/** What people may do in a tenant. */
export const ROLES = ["owner", "admin", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Everything that does not hand out access: who reads only shall not learn who has which key. */
const VISIBLE: readonly Resource[] = [
  "tenants",
  "applications",
  "device-profiles",
  "devices",
  "gateways",
  "events",
  "downlinks",
  "alarms",
  "alarm-rules",
  "integrations",
  "connectors",
];

const VIEWER: readonly Scope[] = VISIBLE.map((resource): Scope => `${resource}:read`);

export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ["*"],
  admin: ["*"],
  operator: [
    ...VIEWER,
    "devices:write",
    "gateways:write",
    "device-profiles:write",
    "downlinks:write",
    "alarms:write",
  ],
  viewer: VIEWER,
};

/** Whether one of the scopes covers the action on the resource. */
export function covers(scopes: readonly Scope[], resource: Resource, action: Action): boolean {
  return scopes.some((scope) => {
    if (scope === "*") return true;
    const [ofResource, ofAction] = scope.split(":");
    return (
      (ofResource === "*" || ofResource === resource) && (ofAction === "*" || ofAction === action)
    );
  });
}

/** Whether text is a scope that means something. */
export function isScope(text: string): text is Scope {
  if (text === "*") return true;
  const [resource, action, ...more] = text.split(":");
  return (
    more.length === 0 &&
    (resource === "*" || RESOURCES.includes(resource as Resource)) &&
    (action === "*" || ACTIONS.includes(action as Action)) &&
    !(action === "write" && READ_ONLY.has(resource ?? ""))
  );
}
