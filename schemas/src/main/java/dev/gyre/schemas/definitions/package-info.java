/**
 * The fields of every served type. What a field holds and what it is for is read from a client library's model classes while
 * the build runs ({@code src/build/GenerateDefinitions.java}); how lists are merged stands in the fact files beside this
 * package's resources, one a package of OpenAPI, reviewed by hand. At run time {@link
 * dev.gyre.schemas.definitions.Definitions} reads the outcome, each part on first use.
 */
@NullMarked
package dev.gyre.schemas.definitions;

import org.jspecify.annotations.NullMarked;
