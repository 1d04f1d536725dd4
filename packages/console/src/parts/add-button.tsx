import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

interface AddButtonProps {
  readonly label: string;
  /** The page that adds one, or what opens a form beside the list. */
  readonly to: string | (() => void);
  readonly size?: "xs" | "sm";
}

/** The way to one more of what a list holds. */
export function AddButton({ label, to, size = "sm" }: AddButtonProps) {
  const look = { size, leftSection: <IconPlus size={size === "xs" ? 14 : 16} /> };
  return typeof to === "string" ? (
    <Button component={Link} to={to} {...look}>
      {label}
    </Button>
  ) : (
    <Button onClick={to} {...look}>
      {label}
    </Button>
  );
}
