import '@cloudscape-design/global-styles/index.css'
import '../kit/page.css'
