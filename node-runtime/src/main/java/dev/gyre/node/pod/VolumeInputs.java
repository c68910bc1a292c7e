package dev.gyre.node.pod;

import dev.gyre.schemas.ApiClient.Token;
import java.util.Map;

/** What the API gave for a pod's volumes: the objects that they show, and the tokens that they hold. */
public record VolumeInputs(NeededObjects objects, Map<TokenWish, Token> tokens) {

    public static final VolumeInputs NONE = new VolumeInputs(NeededObjects.NONE, Map.of());
}
