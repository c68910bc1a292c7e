package dev.gyre.actors.customresource;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomKinds;
import org.jspecify.annotations.Nullable;

/** Kinds that users define, as the view knows them: definitions are objects like any others, and so a part of what is decided on. */
public final class DefinedKinds {

    private DefinedKinds() {}

    /** The kind of an object that says so of itself; null where nobody has defined it. */
    public static @Nullable ResourceKind ofObject(String apiVersion, String kind, ClusterView view) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        for (Resource definition : view.list(CustomKinds.GROUP, CustomKinds.PLURAL)) {
            var spec = definition.json().path("spec");
            if (spec.path("group").asString("").equals(group)
                    && spec.path("names").path("kind").asString("").equals(kind)
                    && CustomKinds.isEstablished(definition.json())) {
                return CustomKinds.kind(definition.json());
            }
        }
        return null;
    }
}
