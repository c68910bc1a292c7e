package dev.gyre.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kubernetes' own kinds and, beside them, those that users define, which are exchanged as a whole while others look kinds up. */
public final class LiveKinds implements ResourceKinds {

    private final KindSet builtIn;
    private final Map<String, ResourceKind> custom = new LinkedHashMap<>();
    private volatile KindSet current;

    public LiveKinds(KindSet builtIn) {
        this.builtIn = builtIn;
        this.current = builtIn;
    }

    @Override
    public KindSet current() {
        return current;
    }

    /** From now on these are all that users define. What would hide one of Kubernetes' own is left out. */
    public synchronized void define(List<ResourceKind> kinds) {
        custom.clear();
        kinds.forEach(kind -> custom.put(kind.groupResource(), kind));
        exchange();
    }

    /** One more, or another in the place of the one of this name. */
    public synchronized void learn(ResourceKind kind) {
        custom.put(kind.groupResource(), kind);
        exchange();
    }

    public synchronized void forget(String groupResource) {
        if (custom.remove(groupResource) != null) {
            exchange();
        }
    }

    private void exchange() {
        List<ResourceKind> added = new ArrayList<>();
        for (ResourceKind kind : custom.values()) {
            boolean isHidden = builtIn.find(kind.group(), kind.plural()) != null
                    || kind.versions().stream()
                            .anyMatch(version -> builtIn.served(version.apiVersion(), kind.plural()) != null
                                    || builtIn.ofObject(version.apiVersion(), kind.kind()) != null);
            if (!isHidden) {
                added.add(kind);
            }
        }
        current = builtIn.with(added);
    }
}
