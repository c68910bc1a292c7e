package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;

/** What {@code kubectl get --subresource=scale} shows. */
public final class ScaleColumns {

    private ScaleColumns() {}

    public static List<Column> all() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Desired",
                        "How many there are to be.",
                        scale -> scale.path("spec").path("replicas").asLong(0)),
                Columns.number(
                        "Available",
                        "How many there are.",
                        scale -> scale.path("status").path("replicas").asLong(0)),
                Columns.age());
    }
}
