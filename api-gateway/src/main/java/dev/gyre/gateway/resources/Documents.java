package dev.gyre.gateway.resources;

import dev.gyre.schemas.ApiVersion;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How answers are written in one format. Objects that are served as they are come from shared encodings. */
interface Documents {

    /** An object as an answer of its own. */
    byte[] object(Versioned object, ApiVersion version);

    byte[] list(ResourceCall call, ObjectNode metadata, List<Versioned> items);

    /** What has been made for this answer alone. */
    byte[] tree(ObjectNode tree);

    /** One event of a watch, around what {@link #object} or {@link #tree} gave. */
    byte[] event(String type, byte[] object);
}
