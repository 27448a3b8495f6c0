// What notebooks and ./valkka shell begin with, besides JShell's own defaults.
import java.nio.file.Path;
import java.time.*;
import java.util.*;
import java.util.stream.*;
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
Session session = new Session();
