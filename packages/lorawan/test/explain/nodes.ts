import assert from "node:assert/strict";
import type { ExplanationNode, FrameExplanation } from "@lorats/lorawan";

export function find(nodes: readonly ExplanationNode[], name: string): ExplanationNode {
  for (const node of nodes) {
    if (node.name === name) return node;
    const inside = node.children?.length ? tryFind(node.children, name) : undefined;
    if (inside) return inside;
  }
  throw new Error(`no node ${name}`);
}

function tryFind(nodes: readonly ExplanationNode[], name: string): ExplanationNode | undefined {
  try {
    return find(nodes, name);
  } catch {
    return undefined;
  }
}

/** Children lie inside their parent; the top level covers the frame without gap or overlap. */
export function checkPlaces(explained: FrameExplanation): void {
  let end = 0;
  for (const node of explained.tree) {
    assert.equal(node.at, end, `${node.name} follows what is before it`);
    end += node.length;
    checkInside(node);
  }
  assert.equal(end, explained.phyPayload.length / 2);
}

function checkInside(node: ExplanationNode): void {
  for (const child of node.children ?? []) {
    assert.ok(child.at >= node.at && child.at + child.length <= node.at + node.length);
    checkInside(child);
  }
}
