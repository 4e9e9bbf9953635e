import type { ReactNode } from "react";
import { Choice } from "../acting/fields.tsx";
import { useTexts } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import { useDepartmentNames } from "../reviewing/department_names.ts";

interface Chosen {
  readonly department: string | null;
  readonly children?: ReactNode;
}

/** Of which department a list is shown; it stands in the address. */
export function DepartmentChoice({ department, children }: Chosen): ReactNode {
  const { reading, search } = useTexts();
  const departments = useDepartmentNames();
  return (
    <form className="panel fields" aria-label={search.narrow} onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={reading.department}
        value={department ?? ""}
        set={(chosen) => go(changed({ department: chosen, after: null }))}
        values={[["", search.any], ...departments.map(({ key, name }): [string, string] => [key, name])]}
      />
      {children}
    </form>
  );
}
