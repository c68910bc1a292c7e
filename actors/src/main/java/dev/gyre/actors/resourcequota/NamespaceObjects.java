package dev.gyre.actors.resourcequota;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.quota.NamespaceContent;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A namespace as a view has it. */
record NamespaceObjects(ClusterView view, String namespace) implements NamespaceContent<Resource> {

    @Override
    public List<Resource> list(String group, String plural) {
        return view.list(group, plural, namespace);
    }

    @Override
    public int count(String group, String plural) {
        return list(group, plural).size();
    }

    @Override
    public String name(Resource object) {
        return object.name();
    }

    @Override
    public JsonNode json(Resource object) {
        return object.json();
    }
}
