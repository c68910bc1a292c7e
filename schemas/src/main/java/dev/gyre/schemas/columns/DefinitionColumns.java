package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;

/** Columns of the definitions of custom resources. */
public final class DefinitionColumns {

    private DefinitionColumns() {}

    public static List<Column> all() {
        return List.of(Columns.name(), Columns.createdAt());
    }
}
