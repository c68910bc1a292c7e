/** Flow schemas: each says whether the priority level that it leads to is there. */
@NullMarked
package dev.gyre.actors.flowschema;

import org.jspecify.annotations.NullMarked;
