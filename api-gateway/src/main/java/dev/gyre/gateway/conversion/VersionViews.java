package dev.gyre.gateway.conversion;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one request has seen of objects in other versions than its own: those that webhooks, policies and owners of fields speak
 * in. What has not been converted yet is said by {@link NotYetConverted}, so that steps can be plain functions.
 */
public final class VersionViews {

    private final Conversions conversions;
    private final ResourceKind kind;
    private final List<View> known = new ArrayList<>();

    private record View(ObjectNode object, String apiVersion, ObjectNode converted) {}

    public VersionViews(Conversions conversions, ResourceKind kind) {
        this.conversions = conversions;
        this.kind = kind;
    }

    /** The object in that version; neither is to be changed. */
    public ObjectNode in(String apiVersion, ObjectNode object) {
        if (object.isEmpty() || Conversions.isIn(object, apiVersion)) {
            return object;
        }
        synchronized (known) {
            for (View view : known) {
                if (view.apiVersion().equals(apiVersion) && SameJson.same(view.object(), object)) {
                    return view.converted();
                }
            }
        }
        ObjectNode source = object.deepCopy();
        throw new NotYetConverted(
                apiVersion,
                () -> conversions.convert(kind, List.of(source), apiVersion).thenAccept(converted -> {
                    synchronized (known) {
                        known.add(new View(source, apiVersion, converted.getFirst()));
                    }
                }));
    }
}
