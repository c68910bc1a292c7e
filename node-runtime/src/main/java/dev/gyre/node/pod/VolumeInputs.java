package dev.gyre.node.pod;

import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.Resource;
import java.util.Map;

/**
 * What the API gave for a pod's volumes: the objects that they show, the tokens that they hold, and the PersistentVolumes that
 * they are, by the names that the pod has for them. These are only asked for once: a pod keeps the volume it began with.
 */
public record VolumeInputs(
        NeededObjects objects, Map<TokenWish, Token> tokens, Map<String, Resource> persistentVolumes) {

    public static final VolumeInputs NONE = new VolumeInputs(NeededObjects.NONE, Map.of());

    public VolumeInputs(NeededObjects objects, Map<TokenWish, Token> tokens) {
        this(objects, tokens, Map.of());
    }
}
