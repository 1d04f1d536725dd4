import { Fragment, type ReactNode } from "react";

/** A name and what is to be said under it; nothing is shown for what is undefined. */
export type FactList = readonly (readonly [name: string, value: ReactNode])[];

/** Names and values in two columns. */
export function Facts({ facts }: { readonly facts: FactList }) {
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
