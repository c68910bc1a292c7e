package dev.gyre.gateway.table;

import dev.gyre.schemas.Column;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills a {@code Table} of {@code meta.k8s.io}: a kind's columns as its head, a row an object. */
public final class TableBuilder {

    private final List<Column> columns;
    private final Representation representation;
    private final Instant now;
    private final ObjectNode table = Json.object();
    private final ArrayNode rows;

    /** {@code hasHead}: events of a watch carry the columns only once. */
    public TableBuilder(ResourceKind kind, Representation representation, Instant now, boolean hasHead) {
        this(kind.columns(), representation, now, hasHead);
    }

    public TableBuilder(List<Column> columns, Representation representation, Instant now, boolean hasHead) {
        this.columns = columns;
        this.representation = representation;
        this.now = now;
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + representation.metaVersion());
        table.putObject("metadata");
        ArrayNode head = table.putArray("columnDefinitions");
        if (hasHead) {
            columns.forEach(column -> head.add(definition(column)));
        }
        rows = table.putArray("rows");
    }

    /**
     * @param stored in the storage version, for the cells
     * @param served in the version that was asked for; only made where a row carries it
     */
    public TableBuilder row(ObjectNode stored, Supplier<ObjectNode> served) {
        ObjectNode row = rows.addObject();
        ArrayNode cells = row.putArray("cells");
        for (Column column : columns) {
            cells.add(column.cell().apply(stored, now));
        }
        switch (representation.includeObject()) {
            case NONE -> {}
            case METADATA -> row.set("object", partial(served.get(), representation.metaVersion()));
            case OBJECT -> row.set("object", served.get());
        }
        return this;
    }

    public ObjectNode metadata() {
        return (ObjectNode) table.get("metadata");
    }

    public ObjectNode build() {
        return table;
    }

    /** An object's metadata alone. */
    public static ObjectNode partial(ObjectNode served, String metaVersion) {
        ObjectNode partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + metaVersion);
        partial.set("metadata", served.path("metadata"));
        return partial;
    }

    private static ObjectNode definition(Column column) {
        return Json.object()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority());
    }
}
