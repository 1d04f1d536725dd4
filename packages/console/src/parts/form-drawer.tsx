import { Drawer } from "@mantine/core";
import { Suspense, type ReactNode } from "react";
import { RowsSkeleton } from "./skeletons.tsx";

interface FormDrawerProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form beside the list that it adds to. */
export function FormDrawer({ title, opened, onClose, children }: FormDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={title}
      size="min(480px, 100vw)"
    >
      <Suspense fallback={<RowsSkeleton rows={4} />}>{opened && children}</Suspense>
    </Drawer>
  );
}
