/** What several parts have to agree on about volumes on the nodes' own disks: {@link dev.gyre.schemas.storage.LocalPath}. */
@NullMarked
package dev.gyre.schemas.storage;

import org.jspecify.annotations.NullMarked;
