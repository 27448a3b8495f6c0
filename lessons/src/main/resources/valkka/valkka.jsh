// What ./valkka shell imports, besides JShell's own defaults.
import java.time.*;
import valkka.frame.*;
import valkka.filter.*;
import valkka.fs.*;
import valkka.graph.*;
import valkka.live.*;
import valkka.media.*;
import valkka.view.*;
import static valkka.fs.Bytes.*;
import static valkka.graph.Nodes.*;
import static valkka.media.MediaNodes.*;
