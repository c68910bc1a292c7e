package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;

/** Columns of the classes that pods name: of priority, and of what runs them. */
public final class ClassColumns {

    private ClassColumns() {}

    public static List<Column> ofPriorityClasses() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Value",
                        "How much the pods matter.",
                        o -> o.path("value").asLong(0)),
                Columns.text(
                        "Global-Default",
                        "Whether pods that name none get this one.",
                        o -> o.path("globalDefault").asString("false")),
                Columns.age(),
                Columns.text(
                        "PreemptionPolicy",
                        "Whether others go for them.",
                        o -> o.path("preemptionPolicy").asString("")));
    }

    public static List<Column> ofRuntimeClasses() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Handler", "What runs the pods.", o -> o.path("handler").asString("")),
                Columns.age());
    }
}
